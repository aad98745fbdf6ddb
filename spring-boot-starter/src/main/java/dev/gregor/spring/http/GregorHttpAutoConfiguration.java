package dev.gregor.spring.http;

import dev.gregor.app.http.MountedHttp;
import dev.gregor.node.Gregor;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.settings.Settings;
import dev.gregor.spring.GregorAutoConfiguration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Serves the HTTP API of the node by the web server of the application, behind the path {@code gregor.spring.http-path}, if that is set and
 * {@code gregor-streams-app} is on the class path.
 */
@AutoConfiguration(after = GregorAutoConfiguration.class)
@ConditionalOnClass({MountedHttp.class, HttpServlet.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(GregorHttpAutoConfiguration.PATH)
public final class GregorHttpAutoConfiguration {

    static final String PATH = "gregor.spring.http-path";

    /** Made by Spring. */
    GregorHttpAutoConfiguration() {}

    /** Closed before the web server, which would wait for streams. */
    @Bean(destroyMethod = "")
    static MountedHttp gregorHttp(Settings settings, @Value("${" + PATH + "}") String path) {
        return new MountedHttp(settings, path);
    }

    @Bean
    @ConditionalOnMissingBean
    static OtherInstances gregorOtherInstances(MountedHttp http) {
        return http.others();
    }

    /** Needs no node yet: the web server asks for it before other beans are made. */
    @Bean
    static ServletRegistrationBean<HttpServlet> gregorServlet(MountedHttp http, @Value("${" + PATH + "}") String path) {
        var servlet = new ServletRegistrationBean<>(http.servlet(), path + "/*");
        servlet.setName("gregor");
        servlet.setAsyncSupported(true);
        return servlet;
    }

    @Bean
    static HttpLifecycle gregorHttpLifecycle(
            MountedHttp http, Gregor gregor, ObjectProvider<PrometheusMeterRegistry> metrics) {
        http.open(
                gregor,
                all -> metrics.stream()
                        .findFirst()
                        .map(PrometheusMeterRegistry::scrape)
                        .orElse(""));
        return new HttpLifecycle(http);
    }
}
