package dev.gregor.spring.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;

/** Warns of a path at which nothing is served. */
@AutoConfiguration(after = GregorHttpAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnProperty(GregorHttpAutoConfiguration.PATH)
@ConditionalOnMissingBean(type = "dev.gregor.app.http.MountedHttp")
public final class UnservedPathAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(UnservedPathAutoConfiguration.class);

    /** Made by Spring. */
    UnservedPathAutoConfiguration() {
        LOG.warn(
                "{} is set, but nothing is served there: that needs gregor-streams-app and a web server of servlets, such as that of Spring MVC",
                GregorHttpAutoConfiguration.PATH);
    }
}
