package dev.gregor.avro.record;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Classes that Avro shall trust, in addition to those that it trusts already. Avro asks from version 1.12.2 on, through
 * {@code org.apache.avro.util.ClassSecurityValidator}, which earlier versions do not have.
 */
final class TrustedClasses {

    private static final @Nullable Class<?> VALIDATOR = validator();
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private TrustedClasses() {}

    private static @Nullable Class<?> validator() {
        try {
            return Class.forName("org.apache.avro.util.ClassSecurityValidator");
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Adds a class by its name, in which a dot and a dollar sign mean the same. */
    static void add(String name) {
        NAMES.add(uniform(name));
        if (VALIDATOR != null) {
            install(VALIDATOR);
        }
    }

    private static String uniform(String name) {
        return name.replace('$', '.');
    }

    /** What the application has told Avro itself stays in force. */
    private static synchronized void install(Class<?> validator) {
        try {
            Method global = validator.getMethod("getGlobal");
            Object before = global.invoke(null);
            if (!isOurs(before)) {
                Class<?> type = global.getReturnType();
                Object ours = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Answer(before));
                validator.getMethod("setGlobal", type).invoke(null, ours);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This version of Avro cannot be told which classes to trust; use 1.12.1 or 1.12.2", e);
        }
    }

    private static boolean isOurs(Object predicate) {
        return Proxy.isProxyClass(predicate.getClass()) && Proxy.getInvocationHandler(predicate) instanceof Answer;
    }

    private record Answer(Object before) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (arguments != null
                    && arguments.length == 1
                    && arguments[0] instanceof Class<?> asked
                    && NAMES.contains(uniform(asked.getName()))) {
                return true;
            }
            try {
                return method.invoke(before, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
    }
}
