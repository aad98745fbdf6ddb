package dev.gregor.app.http;

import dev.gregor.app.http.exchange.Problem;
import dev.gregor.app.http.exchange.ProblemType;
import dev.gregor.app.http.exchange.Reply;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Makes a problem detail of what Jetty refuses before any endpoint sees it. */
final class ProtocolErrors extends ErrorHandler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        ProblemType type = status >= 500 ? ProblemType.INTERNAL_ERROR : ProblemType.INVALID_REQUEST;
        Object message = request.getAttribute(ERROR_MESSAGE);
        Reply reply = new Problem(type, message == null ? "HTTP status " + status : message.toString())
                .with(json -> json.put("status", status))
                .reply();
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.mediaType());
        response.write(true, ByteBuffer.wrap(reply.body()), callback);
        return true;
    }
}
