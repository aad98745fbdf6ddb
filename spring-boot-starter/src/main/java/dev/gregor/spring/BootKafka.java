package dev.gregor.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The brokers that Spring Boot knows, by {@code spring.kafka.*} or a {@link KafkaConnectionDetails} of somebody else. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(KafkaConnectionDetails.class)
class BootKafka {

    private static final String SERVERS = "spring.kafka.bootstrap-servers";
    private static final Set<String> OF_OTHERS =
            Set.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, CommonClientConfigs.CLIENT_ID_CONFIG);

    /** Decided while the application runs, not when it is built ahead of time. */
    @Bean
    static @Nullable KafkaConnection gregorKafkaConnection(
            ObjectProvider<KafkaConnectionDetails> details,
            ObjectProvider<KafkaProperties> properties,
            Environment environment) {
        KafkaConnectionDetails known = details.getIfAvailable();
        KafkaProperties settings = properties.getIfAvailable();
        if (known == null || settings == null || !isGiven(known, environment)) {
            return null;
        }
        return connection(known, settings.buildAdminProperties());
    }

    /** Spring Boot's own details have an address too where none was given. */
    private static boolean isGiven(KafkaConnectionDetails details, Environment environment) {
        return !details.getClass().getPackage().equals(KafkaProperties.class.getPackage())
                || Binder.get(environment)
                        .bind(SERVERS, Bindable.listOf(String.class))
                        .isBound();
    }

    private static KafkaConnection connection(KafkaConnectionDetails details, Map<String, Object> clients) {
        Map<String, Object> settings = new LinkedHashMap<>(clients);
        settings.keySet().removeAll(OF_OTHERS);
        if (details.getSecurityProtocol() != null) {
            settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, details.getSecurityProtocol());
        }
        SslBundle bundle = details.getSslBundle();
        if (bundle == null) {
            return new KafkaConnection(servers(details), texts(settings), Map.of());
        }
        settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
        return new KafkaConnection(servers(details), texts(settings), Map.of(SslBundle.class.getName(), bundle));
    }

    private static String servers(KafkaConnectionDetails details) {
        return String.join(",", details.getBootstrapServers());
    }

    private static Map<String, String> texts(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .filter(each -> !each.getKey().equals(SslBundle.class.getName()))
                .collect(Collectors.toMap(Map.Entry::getKey, each -> text(each.getValue())));
    }

    private static String text(Object value) {
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}
