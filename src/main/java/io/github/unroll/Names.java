package io.github.unroll;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Matrices by name, in a fixed order. */
final class Names {

    private Names() {}

    /** Name, matrix, name, matrix and so on. */
    static Map<String, Matrix> ordered(Object... namesAndMatrices) {
        Map<String, Matrix> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndMatrices.length; i += 2) {
            map.put((String) namesAndMatrices[i], (Matrix) namesAndMatrices[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** The matrix of a name; what goes wrong on the way, such as a name that a map does not have, is told with the name. */
    static Matrix value(String method, String name, Function<String, Matrix> values) {
        try {
            return values.apply(name);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    method + ": values must give a matrix for " + name + " but threw " + e, e);
        }
    }

    /** The names that the other map does not have. */
    private static List<String> without(Map<String, Matrix> map, Map<String, Matrix> other) {
        return map.keySet().stream().filter(name -> !other.containsKey(name)).toList();
    }

    /** The same names and shapes as the pattern's. */
    static void check(String method, Map<String, Matrix> named, Map<String, Matrix> pattern) {
        Shapes.present(method, "named", named);
        if (!named.keySet().equals(pattern.keySet())) {
            List<String> missing = without(pattern, named);
            List<String> extra = without(named, pattern);
            String actual = (missing.isEmpty() ? "" : "without " + missing)
                    + (missing.isEmpty() || extra.isEmpty() ? "" : " and ")
                    + (extra.isEmpty() ? "" : "with " + extra);
            throw Shapes.error(method, "named", "of the names " + pattern.keySet(), actual);
        }
        pattern.forEach((name, like) ->
                Shapes.check(method, name, named.get(name), "rows", like.rows(), "columns", like.columns()));
    }
}
