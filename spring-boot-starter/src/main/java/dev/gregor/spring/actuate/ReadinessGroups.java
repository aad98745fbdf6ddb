package dev.gregor.spring.actuate;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/**
 * The groups of health, with the node in that of readiness, which shows the reason to those to whom the whole health shows it.
 *
 * @param groups the groups without it
 */
record ReadinessGroups(HealthEndpointGroups groups) implements HealthEndpointGroups {

    private static final String READINESS = "readiness";
    private static final String NODE = "gregor";

    @Override
    public HealthEndpointGroup getPrimary() {
        return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        HealthEndpointGroup group = groups.get(name);
        return group == null || !name.equals(READINESS) ? group : new WithNode(group, groups.getPrimary());
    }

    @Override
    public @Nullable HealthEndpointGroup get(AdditionalHealthEndpointPath path) {
        HealthEndpointGroup readiness = groups.get(READINESS);
        HealthEndpointGroup group = groups.get(path);
        return group == null || !group.equals(readiness) ? group : new WithNode(group, groups.getPrimary());
    }

    private record WithNode(HealthEndpointGroup group, HealthEndpointGroup whole) implements HealthEndpointGroup {

        @Override
        public boolean isMember(String name) {
            return name.equals(NODE) || group.isMember(name);
        }

        @Override
        public boolean showComponents(SecurityContext security) {
            return group.showComponents(security) || whole.showComponents(security);
        }

        @Override
        public boolean showDetails(SecurityContext security) {
            return group.showDetails(security) || whole.showDetails(security);
        }

        @Override
        public StatusAggregator getStatusAggregator() {
            return group.getStatusAggregator();
        }

        @Override
        public HttpCodeStatusMapper getHttpCodeStatusMapper() {
            return group.getHttpCodeStatusMapper();
        }

        @Override
        public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
            return group.getAdditionalPath();
        }
    }
}
