package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** How far an array is from what is expected, relative to the largest expected entry; absolute if all are 0. */
final class LstmDeviation {

    private LstmDeviation() {}

    static double of(Matrix actual, Matrix expected) {
        return of(List.of(actual), List.of(expected));
    }

    /** A list over time is one array. */
    static double of(List<Matrix> actual, List<Matrix> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 0;
        double difference = 0;
        for (int t = 0; t < expected.size(); t++) {
            assertThat(Shapes.of(actual.get(t))).isEqualTo(Shapes.of(expected.get(t)));
            for (int i = 0; i < expected.get(t).rows(); i++) {
                for (int j = 0; j < expected.get(t).columns(); j++) {
                    double e = expected.get(t).get(i, j);
                    double d = Math.abs(actual.get(t).get(i, j) - e);
                    largest = Math.max(largest, Math.abs(e));
                    difference = d > difference || Double.isNaN(d) ? d : difference;
                }
            }
        }
        return largest == 0 ? difference : difference / largest;
    }

    static void assertWithin(double tolerance, String name, Matrix actual, Matrix expected) {
        assertThat(of(actual, expected)).as(name).isLessThanOrEqualTo(tolerance);
    }

    static void assertWithin(double tolerance, String name, List<Matrix> actual, List<Matrix> expected) {
        assertThat(of(actual, expected)).as(name).isLessThanOrEqualTo(tolerance);
    }

    /** The same names, and each within the tolerance. */
    static void assertWithin(double tolerance, Map<String, Matrix> actual, Map<String, Matrix> expected) {
        assertThat(actual).containsOnlyKeys(expected.keySet());
        expected.forEach((name, matrix) -> assertWithin(tolerance, name, actual.get(name), matrix));
    }

    /** The same loss, dx, da0, dc0 and parameters, each within the tolerance. */
    static void assertWithin(double tolerance, LstmGradients actual, LstmGradients expected) {
        assertWithin(tolerance, "loss", Matrix.ofColumn(actual.loss()), Matrix.ofColumn(expected.loss()));
        assertWithinApartFromLoss(tolerance, actual, expected);
    }

    static void assertWithinApartFromLoss(double tolerance, LstmGradients actual, LstmGradients expected) {
        assertWithin(tolerance, "dx", actual.dx(), expected.dx());
        assertWithin(tolerance, "da0", actual.da0(), expected.da0());
        assertWithin(tolerance, "dc0", actual.dc0(), expected.dc0());
        assertWithin(
                tolerance, actual.parameters().named(), expected.parameters().named());
    }
}
