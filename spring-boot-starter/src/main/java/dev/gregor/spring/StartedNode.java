package dev.gregor.spring;

import dev.gregor.node.Gregor;
import java.util.function.Function;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Where a bean finds what gives access to the node: its first call waits for the start of the node. Thread-safe.
 *
 * @param type what gives access
 * @param access found once
 */
record StartedNode<T>(Class<T> type, SingletonSupplier<T> access) implements TargetSource {

    /** Returns what gives access to the node. */
    static <T> T access(Class<T> type, ObjectProvider<Gregor> gregor, Function<Gregor, T> access) {
        var found = new StartedNode<>(type, SingletonSupplier.of(() -> access.apply(gregor.getObject())));
        return ProxyFactory.getProxy(type, found);
    }

    @Override
    public Class<?> getTargetClass() {
        return type;
    }

    @Override
    public boolean isStatic() {
        return false;
    }

    @Override
    public T getTarget() {
        return access.obtain();
    }

    @Override
    public void releaseTarget(Object target) {
        // it is used again
    }
}
