package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Compares results with the arrays of one fixture, and knows in the end whether one was left out. */
final class FixtureComparison {

    /** The largest deviation of each family, in the order of their names. */
    private static final Map<String, Double> LARGEST = new TreeMap<>();

    private final Fixture fixture;
    private final String family;
    private final double tolerance;
    private final Set<String> left;

    /**
     * @param family under which the largest deviation is reported
     * @param tolerance of each array, relative to its largest entry
     * @param inputs the arrays that results were computed from
     */
    FixtureComparison(Fixture fixture, String family, double tolerance, String... inputs) {
        this.fixture = fixture;
        this.family = family;
        this.tolerance = tolerance;
        left = new HashSet<>(fixture.keys());
        for (String input : inputs) {
            assertThat(left.remove(input)).as("input %s", input).isTrue();
        }
    }

    FixtureComparison matrix(String key, Matrix actual) {
        return compared(key, Deviation.of(actual, fixture.matrix(key)));
    }

    FixtureComparison steps(String key, List<Matrix> actual) {
        return compared(key, Deviation.of(actual, fixture.steps(key)));
    }

    FixtureComparison scalar(String key, double actual) {
        return compared(key, Deviation.of(actual, fixture.scalar(key)));
    }

    FixtureComparison vector(String key, double... actual) {
        return compared(key, Deviation.of(Matrix.ofColumn(actual), Matrix.ofColumn(fixture.vector(key))));
    }

    /** The arrays dWax, dWaa and dba. */
    FixtureComparison hidden(RnnGradients d) {
        return matrix("dWax", d.dWax()).matrix("dWaa", d.dWaa()).matrix("dba", d.dba());
    }

    /** The arrays dWya and dby. */
    FixtureComparison output(RnnGradients d) {
        return matrix("dWya", d.dWya()).matrix("dby", d.dby());
    }

    /** Fails if the fixture holds an array that was neither an input nor compared. */
    void nothingIsLeft() {
        assertThat(left).as("arrays that nobody looked at").isEmpty();
    }

    private FixtureComparison compared(String key, double deviation) {
        assertThat(deviation).as("deviation of %s", key).isLessThanOrEqualTo(tolerance);
        LARGEST.merge(family, deviation, Math::max);
        left.remove(key);
        return this;
    }

    /** One line for each family since this was asked last. */
    static String largest(String ofWhat) {
        StringBuilder lines =
                new StringBuilder("Largest deviation of " + ofWhat + ", relative to the largest entry of its array\n");
        LARGEST.forEach(
                (family, deviation) -> lines.append(String.format(Locale.ROOT, "  %-24s %.1e\n", family, deviation)));
        LARGEST.clear();
        return lines.toString();
    }
}
