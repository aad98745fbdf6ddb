package dev.gregor.e2e.bank;

import java.net.http.HttpResponse;

/** Whoever answers over HTTP, and always in the end: asked again where the answer is that it is to be asked again. */
public interface Api {

    /** Asks for a path with these headers, names and values in turn. */
    HttpResponse<String> get(String path, String... headers);

    /** Posts JSON with these headers, names and values in turn. */
    HttpResponse<String> post(String path, String body, String... headers);
}
