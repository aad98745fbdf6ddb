package dev.gregor.spring.http;

import dev.gregor.app.http.MountedHttp;
import dev.gregor.node.Gregor;
import dev.gregor.node.access.OtherInstances;
import dev.gregor.node.settings.Key;
import dev.gregor.node.settings.Settings;
import dev.gregor.spring.GregorAutoConfiguration;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

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

    /** The name of the servlet. */
    static final String SERVLET = "gregor";

    /** Made by Spring. */
    GregorHttpAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    static MountedHttp gregorHttp(Settings settings, Environment environment) {
        String context = environment.getProperty("server.servlet.context-path", "");
        String path = environment.getRequiredProperty(PATH);
        return isOpen(environment)
                ? MountedHttp.open(settings, context, path)
                : MountedHttp.of(settings, context, path);
    }

    /** The settings may be those of the application, so it is no use to ask them. */
    private static boolean isOpen(Environment environment) {
        return "none".equals(environment.getProperty(Key.HTTP_SECURITY.key()))
                || isLoopback(environment.getProperty("server.address"));
    }

    private static boolean isLoopback(@Nullable String address) {
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Bean
    @ConditionalOnMissingBean
    static OtherInstances gregorOtherInstances(MountedHttp http) {
        return http.others();
    }

    /** Needs no node yet: the web server asks for it before other beans are made. */
    @Bean
    @ConditionalOnMissingBean(name = "gregorServlet")
    static ServletRegistrationBean<HttpServlet> gregorServlet(MountedHttp http, @Value("${" + PATH + "}") String path) {
        var servlet = new ServletRegistrationBean<>(http.servlet(), path + "/*");
        servlet.setName(SERVLET);
        servlet.setAsyncSupported(true);
        return servlet;
    }

    @Bean
    @ConditionalOnMissingBean
    static HttpLifecycle gregorHttpLifecycle(
            MountedHttp http, Gregor gregor, ObjectProvider<PrometheusMeterRegistry> metrics) {
        http.serve(
                gregor,
                all -> metrics.stream()
                        .findFirst()
                        .map(PrometheusMeterRegistry::scrape)
                        .orElse(""));
        return new HttpLifecycle(http);
    }
}
