package dev.gregor.spring.actuate;

import dev.gregor.node.Gregor;
import dev.gregor.spring.GregorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Adds the endpoint {@code gregor}, which is served where {@code management.endpoints.web.exposure.include} names it. */
@AutoConfiguration(after = GregorAutoConfiguration.class)
@ConditionalOnClass({Gregor.class, Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Gregor.class)
@ConditionalOnAvailableEndpoint(GregorEndpoint.class)
public final class GregorEndpointAutoConfiguration {

    /** Made by Spring. */
    GregorEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    static GregorEndpoint gregorEndpoint(Gregor gregor) {
        return new GregorEndpoint(gregor);
    }
}
