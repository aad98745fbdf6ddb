package dev.gregor.it.secured;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.gregor.kafka.rights.Right;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.LoggerFactory;

/** What the authorizer of the broker in this process has decided about one user. */
final class AuthorizerLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final String LOGGER = "kafka.authorizer.logger";
    private static final Pattern DENIED =
            Pattern.compile("is Denied operation = (\\w+) from host = \\S+ on resource = (\\S+)");
    private static final Pattern RULE = Pattern.compile(
            "StandardAcl.resourceType=(\\w+), resourceName=([^,]*), patternType=(\\w+), .*operation=(\\w+)");

    /** What is asked for by a check of rights only, and used by nobody. */
    private static final Pattern CHECK = Pattern.compile("on resource = \\S+-check\\b");

    private final Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
    private final String user;
    private final Set<String> denied = new ConcurrentSkipListSet<>();
    private final Set<Right> used = new ConcurrentSkipListSet<>();

    private AuthorizerLog(String user) {
        this.user = user;
    }

    static AuthorizerLog of(String user) {
        AuthorizerLog log = new AuthorizerLog(user);
        log.setContext(log.logger.getLoggerContext());
        log.start();
        log.logger.setLevel(Level.TRACE);
        log.logger.setAdditive(false);
        log.logger.addAppender(log);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (!message.startsWith("Principal = User:" + user + ' ')) {
            return;
        }
        Matcher refusal = DENIED.matcher(message);
        if (refusal.find() && event.getLevel() == Level.INFO) {
            denied.add(refusal.group(1) + ' ' + refusal.group(2));
        }
        Matcher rule = RULE.matcher(message);
        if (event.getLevel() == Level.DEBUG && !CHECK.matcher(message).find() && rule.find()) {
            used.add(new Right(
                    new ResourcePattern(
                            ResourceType.valueOf(rule.group(1)),
                            rule.group(2).replaceAll("^'|'$", ""),
                            PatternType.valueOf(rule.group(3))),
                    AclOperation.valueOf(rule.group(4))));
        }
    }

    /** What was refused. */
    Set<String> denied() {
        return new TreeSet<>(denied);
    }

    /** The rights because of which something was allowed that was done, not only asked for. */
    Set<Right> used() {
        return new TreeSet<>(used);
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
        stop();
    }
}
