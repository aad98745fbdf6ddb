package dev.gregor.app.http.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the keys of an OpenID provider over HTTP; where they are is found by OpenID Connect Discovery, unless it is known. */
final class Provider implements JWKSetSource<SecurityContext> {

    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int MAX_BYTES = 512 * 1024;

    private final ResourceRetriever retriever = new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
    private final RulesFile.Tokens tokens;
    private volatile @Nullable JWKSetSource<SecurityContext> found;

    Provider(RulesFile.Tokens tokens) {
        this.tokens = tokens;
        if (tokens.keys() != null) {
            found = new URLBasedJWKSetSource<>(url(tokens.keys()), retriever);
        } else {
            url(tokens.issuer());
        }
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long currentTime, @Nullable SecurityContext context)
            throws KeySourceException {
        JWKSetSource<SecurityContext> keys = found;
        if (keys == null) {
            keys = new URLBasedJWKSetSource<>(discovered(), retriever);
            found = keys;
        }
        return keys.getJWKSet(evaluator, currentTime, context);
    }

    private URL discovered() throws KeySourceException {
        String issuer = tokens.issuer();
        String place = (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + DISCOVERY;
        try {
            Map<String, Object> read =
                    JSONObjectUtils.parse(retriever.retrieveResource(url(place)).getContent());
            if (!issuer.equals(read.get("issuer"))) {
                throw new JWKSetRetrievalException(
                        "%s says that it is of '%s', not of '%s'".formatted(place, read.get("issuer"), issuer), null);
            }
            String keys = JSONObjectUtils.getString(read, "jwks_uri");
            if (keys == null || !keys.startsWith("http")) {
                throw new JWKSetRetrievalException(place + " has no jwks_uri of HTTP", null);
            }
            return url(keys);
        } catch (IOException | ParseException | RulesException e) {
            throw new JWKSetRetrievalException("%s cannot be read (%s)".formatted(place, e.getMessage()), e);
        }
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (IllegalArgumentException | MalformedURLException e) {
            throw new RulesException(
                    "'%s' is no URL, expected one such as https://login.example.com".formatted(text), e);
        }
    }

    @Override
    public void close() {}
}
