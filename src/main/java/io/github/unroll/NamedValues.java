package io.github.unroll;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that a {@link GradientCheck} hands to its loss: as they were given to it, but for what it moves at the moment. */
public final class NamedValues {

    private final Map<String, Matrix> matrices = new LinkedHashMap<>();
    private final Map<String, List<Matrix>> sequences = new LinkedHashMap<>();

    NamedValues(List<GradientSubject> subjects) {
        for (GradientSubject subject : subjects) {
            List<Matrix> values = subject.matrices();
            if (values != null && subject.isSequence()) {
                sequences.put(subject.name, values);
            } else if (values != null) {
                matrices.put(subject.name, values.get(0));
            }
        }
    }

    /**
     * A matrix.
     *
     * @param name as given to {@link GradientCheck#with(String, Matrix, Matrix) with}
     * @return the matrix
     * @throws IllegalArgumentException if there is no matrix of this name
     */
    public Matrix get(String name) {
        return find("NamedValues.get", matrices, sequences, name);
    }

    /**
     * A sequence.
     *
     * @param name as given to {@link GradientCheck#withSteps withSteps}
     * @return the matrices, one a step; unmodifiable
     * @throws IllegalArgumentException if there is no sequence of this name
     */
    public List<Matrix> steps(String name) {
        return find("NamedValues.steps", sequences, matrices, name);
    }

    /**
     * All single matrices, for a bundle that can be made from a map.
     *
     * @return the matrices by name, in the order in which they were given; unmodifiable
     */
    public Map<String, Matrix> matrices() {
        return Collections.unmodifiableMap(matrices);
    }

    /**
     * A bundle of parameters with the values of their names.
     *
     * @param <P> the bundle's type
     * @param pattern a bundle of the names and shapes that are wanted
     * @return the bundle
     * @throws IllegalArgumentException if there is no matrix of one of its names
     */
    public <P extends Parameters<P>> P like(P pattern) {
        Shapes.present("NamedValues.like", "pattern", pattern);
        Map<String, Matrix> named = new LinkedHashMap<>();
        for (String name : pattern.named().keySet()) {
            named.put(name, find("NamedValues.like", matrices, sequences, name));
        }
        return pattern.withNamed(named);
    }

    private static <V> V find(String method, Map<String, V> values, Map<String, ?> others, String name) {
        V value = values.get(name);
        if (value == null) {
            String other = method.endsWith("steps") ? ", a matrix (get)" : ", a sequence (steps)";
            throw Shapes.error(
                    method, "name", "one of " + values.keySet(), others.containsKey(name) ? name + other : name);
        }
        return value;
    }
}
