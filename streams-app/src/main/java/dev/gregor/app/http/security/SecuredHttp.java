package dev.gregor.app.http.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gregor.app.http.access.Caller;
import dev.gregor.app.http.access.Guard;
import dev.gregor.app.http.access.HttpAccess;
import dev.gregor.app.http.access.PeerAccess;
import dev.gregor.live.DaemonThreads;
import dev.gregor.node.settings.HttpProtection;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP protected by a file of rules, by TLS, or by both. Files that change are read again within some seconds. Thread-safe. */
public final class SecuredHttp implements HttpAccess, PeerAccess {

    private static final Logger LOG = LoggerFactory.getLogger(SecuredHttp.class);
    private static final int LOOK_SECONDS = 5;
    private static final int KEY_BYTES = 32;

    private final Clock clock;
    private final @Nullable TlsFiles tls;
    private final @Nullable WatchedFiles file;
    private final InstanceSignature signature;
    private final Guard guard;
    private final ScheduledExecutorService looker =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("gregor-http-files"));
    private @Nullable RuleGuard rules;
    private @Nullable Tokens tokens;

    private SecuredHttp(HttpProtection protection, Clock clock) {
        this.clock = clock;
        this.signature = new InstanceSignature(key(protection.instanceKey()), clock);
        this.tls = protection.tls() == null ? null : new TlsFiles(protection.tls());
        Path path = protection.rules();
        if (path == null) {
            this.file = null;
            this.guard = Guard.open();
        } else {
            WatchedFiles watched = new WatchedFiles(List.of(path));
            this.file = watched;
            RuleGuard guarded = new RuleGuard(signature, known(watched));
            this.rules = guarded;
            this.guard = guarded;
        }
    }

    /**
     * Protects HTTP like this, or not at all.
     *
     * @throws dev.gregor.failure.PermanentException if a file cannot be used
     */
    public static HttpAccess of(HttpProtection protection) {
        SecuredHttp access = new SecuredHttp(protection, Clock.systemUTC());
        access.looker.scheduleWithFixedDelay(access::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return access;
    }

    /** The same by another clock; files are read again by {@link #look} only. */
    public static SecuredHttp of(HttpProtection protection, Clock clock) {
        return new SecuredHttp(protection, clock);
    }

    /** Without one others cannot sign, as there are none. */
    private static byte[] key(@Nullable String given) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return given == null ? random : given.getBytes(UTF_8);
    }

    /** Reads files again that have changed; what cannot be used changes nothing. */
    public synchronized void look() {
        if (tls != null) {
            tls.look();
        }
        try {
            if (file != null && rules != null && file.haveChanged()) {
                rules.know(known(file));
                LOG.info("The changed rules hold from now on");
            }
        } catch (RulesException e) {
            LOG.error("The rules from before still hold: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The rules from before still hold", e);
        }
    }

    private RuleGuard.Known known(WatchedFiles watched) {
        try {
            Rules read = Rules.of(RulesFile.read(watched.read().get(0)));
            return new RuleGuard.Known(read, callers(read));
        } catch (RulesException e) {
            throw new RulesException("The file of gregor.http.security.rules cannot be used: " + e.getMessage(), e);
        }
    }

    /** The keys of a provider that has not changed stay known. */
    private @Nullable TokenCallers callers(Rules read) {
        Tokens before = tokens;
        if (before == null || !before.rules().equals(read.tokens())) {
            tokens = read.tokens() == null ? null : new Tokens(read.tokens(), clock);
            if (before != null) {
                before.close();
            }
        }
        return tokens == null ? null : new TokenCallers(read, tokens, clock);
    }

    @Override
    public Guard guard() {
        return guard;
    }

    @Override
    public PeerAccess peers() {
        return this;
    }

    @Override
    public Map<String, String> headers(@Nullable Caller caller, String method, String path) {
        return rules == null ? Map.of() : Map.of(InstanceSignature.HEADER, signature.sign(caller, method, path));
    }

    @Override
    public boolean hasSigned(Context request) {
        return RuleGuard.hasSigned(request);
    }

    @Override
    public Optional<SSLContext> context() {
        return Optional.ofNullable(tls).map(TlsFiles::context);
    }

    @Override
    public Optional<SslContextFactory.Server> tls() {
        return Optional.ofNullable(tls).map(TlsFiles::server);
    }

    @Override
    public boolean asksForCallers() {
        return rules != null;
    }

    @Override
    public void close() {
        looker.shutdownNow();
        if (tokens != null) {
            tokens.close();
        }
    }
}
