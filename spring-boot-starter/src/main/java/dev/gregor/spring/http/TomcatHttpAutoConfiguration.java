package dev.gregor.spring.http;

import dev.gregor.app.http.MountedHttp;
import org.apache.catalina.Valve;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** Lets a Tomcat that stops not wait for clients of the HTTP API that are gone, or do not read. */
@AutoConfiguration
@ConditionalOnClass({MountedHttp.class, Valve.class, TomcatServletWebServerFactory.class})
@ConditionalOnProperty(GregorHttpAutoConfiguration.PATH)
public final class TomcatHttpAutoConfiguration {

    /** Made by Spring. */
    TomcatHttpAutoConfiguration() {}

    @Bean
    static TomcatRequests gregorTomcatRequests() {
        return new TomcatRequests();
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> gregorTomcat(TomcatRequests requests) {
        return factory -> factory.addContextValves(requests.valve());
    }
}
