package dev.gregor.kafka.rights;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.SaslConfigs;

/** By which name a cluster knows clients, as far as their settings say it. */
final class Principal {

    private static final Pattern USERNAME = Pattern.compile("\\busername\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final String UNKNOWN = "User:<principal>";

    private Principal() {}

    static String of(Map<String, Object> kafka) {
        Object jaas = kafka.get(SaslConfigs.SASL_JAAS_CONFIG);
        Matcher username = USERNAME.matcher(String.valueOf(jaas));
        return username.find() ? "User:" + username.group(1).replaceAll("\\\\(.)", "$1") : UNKNOWN;
    }
}
