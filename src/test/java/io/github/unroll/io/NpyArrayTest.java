package io.github.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.unroll.Matrix;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NpyArrayTest {

    private static final NpyArray SCALAR = NpyArray.scalar(2.5);
    private static final NpyArray VECTOR = NpyArray.vector(1, 2, 3);
    private static final NpyArray MATRIX = NumpyFiles.counted(3, 4);
    private static final NpyArray STEPS = NumpyFiles.counted(2, 3, 4);

    @Nested
    class Creation {

        @Test
        void shapeDimensionsAndSizeAgree() {
            assertThat(SCALAR.shape()).isEmpty();
            assertThat(SCALAR.dimensions()).isZero();
            assertThat(SCALAR.size()).isEqualTo(1);
            assertThat(VECTOR.shape()).containsExactly(3);
            assertThat(VECTOR.dimensions()).isEqualTo(1);
            assertThat(VECTOR.size()).isEqualTo(3);
            assertThat(STEPS.shape()).containsExactly(2, 3, 4);
            assertThat(STEPS.dimensions()).isEqualTo(3);
            assertThat(STEPS.size()).isEqualTo(24);
        }

        @Test
        void aMatrixBecomesItsRowsOneAfterTheOther() {
            NpyArray array = NpyArray.of(Matrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}}));
            assertThat(array.shape()).containsExactly(2, 3);
            assertThat(array.values()).containsExactly(1, 2, 3, 4, 5, 6);
        }

        @Test
        void stepsBecomeTheLastDimension() {
            Matrix first = Matrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}});
            NpyArray array = NpyArray.ofSteps(List.of(first, first.times(10)));
            assertThat(array.shape()).containsExactly(2, 3, 2);
            assertThat(array.values()).containsExactly(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);
        }

        @Test
        void valuesWithoutASizeAreAScalar() {
            assertThat(NpyArray.of(new double[] {2.5})).isEqualTo(SCALAR);
        }

        @Test
        void sizesOfZeroAreAllowedAsInNumpy() {
            NpyArray array = NpyArray.of(new double[0], 0, 3);
            assertThat(array.shape()).containsExactly(0, 3);
            assertThat(array.size()).isZero();
            assertThat(NpyArray.of(new double[0], Integer.MAX_VALUE, Integer.MAX_VALUE, 0)
                            .size())
                    .isZero();
            assertThat(NpyArray.vector().shape()).containsExactly(0);
        }
    }

    @Nested
    class Conversion {

        @Test
        void asMatrixKeepsRowsAndColumns() {
            Matrix matrix = MATRIX.asMatrix();
            assertThat(matrix.rows()).isEqualTo(3);
            assertThat(matrix.columns()).isEqualTo(4);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 4; j++) {
                    assertThat(matrix.get(i, j)).isEqualTo(NumpyFiles.element(i, j, 0));
                }
            }
        }

        @Test
        void asStepsTakesTheLastIndexAsTime() {
            List<Matrix> steps = STEPS.asSteps();
            assertThat(steps).hasSize(4);
            for (int t = 0; t < 4; t++) {
                assertThat(steps.get(t).rows()).isEqualTo(2);
                assertThat(steps.get(t).columns()).isEqualTo(3);
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < 3; j++) {
                        assertThat(steps.get(t).get(i, j)).isEqualTo(NumpyFiles.element(i, j, t));
                    }
                }
            }
        }

        @Test
        void asSequencesTakesTheMiddleIndexAsTheExample() {
            List<Matrix> sequences = STEPS.asSequences();
            assertThat(sequences).hasSize(3);
            for (int j = 0; j < 3; j++) {
                assertThat(sequences.get(j).rows()).isEqualTo(2);
                assertThat(sequences.get(j).columns()).isEqualTo(4);
                for (int i = 0; i < 2; i++) {
                    for (int t = 0; t < 4; t++) {
                        assertThat(sequences.get(j).get(i, t)).isEqualTo(NumpyFiles.element(i, j, t));
                    }
                }
            }
        }

        @Test
        void thereAndBackIsTheSame() {
            assertThat(NpyArray.of(MATRIX.asMatrix())).isEqualTo(MATRIX);
            assertThat(NpyArray.ofSteps(STEPS.asSteps())).isEqualTo(STEPS);
            assertThat(NpyArray.vector(VECTOR.asVector())).isEqualTo(VECTOR);
            assertThat(NpyArray.scalar(SCALAR.asScalar())).isEqualTo(SCALAR);
            assertThat(NpyArray.of(STEPS.values(), STEPS.shape())).isEqualTo(STEPS);
        }
    }

    @Nested
    class Immutability {

        @Test
        void nothingHandedInIsKept() {
            double[] values = {1, 2, 3};
            int[] shape = {3};
            NpyArray array = NpyArray.of(values, shape);
            NpyArray vector = NpyArray.vector(values);
            values[0] = 9;
            shape[0] = 9;
            assertThat(array).isEqualTo(VECTOR);
            assertThat(vector).isEqualTo(VECTOR);
        }

        @Test
        void nothingHandedOutChangesTheArray() {
            NpyArray array = NpyArray.vector(1, 2, 3);
            array.values()[0] = 9;
            array.asVector()[0] = 9;
            array.shape()[0] = 9;
            assertThat(array).isEqualTo(VECTOR);
            List<Matrix> steps = STEPS.asSteps();
            assertThatThrownBy(() -> steps.set(0, steps.get(1))).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Nested
    class ObjectMethods {

        @Test
        void equalityIsOfShapeAndValues() {
            assertThat(NpyArray.of(MATRIX.values(), 3, 4)).isEqualTo(MATRIX).hasSameHashCodeAs(MATRIX);
            assertThat(NpyArray.of(MATRIX.values(), 4, 3)).isNotEqualTo(MATRIX);
            assertThat(NpyArray.of(MATRIX.values(), 12)).isNotEqualTo(MATRIX);
            assertThat(NpyArray.vector(1, 2, 4)).isNotEqualTo(VECTOR).isNotEqualTo("VECTOR");
        }

        @Test
        void notANumberEqualsItselfAndTheZerosDiffer() {
            assertThat(NpyArray.scalar(Double.NaN)).isEqualTo(NpyArray.scalar(Double.NaN));
            assertThat(NpyArray.scalar(0.0)).isNotEqualTo(NpyArray.scalar(-0.0));
        }

        @Test
        void theTextShowsTheShapeAsPythonDoesAndFewValues() {
            assertThat(SCALAR).hasToString("NpyArray () [2.5]");
            assertThat(VECTOR).hasToString("NpyArray (3,) [1.0, 2.0, 3.0]");
            assertThat(NpyArray.of(new double[65], 5, 13)).hasToString("NpyArray (5, 13)");
        }
    }

    @Nested
    class Validation {

        @Test
        void anotherNumberOfDimensionsIsRefused() {
            assertRefused(() -> STEPS.asMatrix(), "NpyArray.asMatrix: array must be 2-dimensional but was (2, 3, 4)");
            assertRefused(() -> VECTOR.asMatrix(), "NpyArray.asMatrix: array must be 2-dimensional but was (3,)");
            assertRefused(() -> SCALAR.asMatrix(), "NpyArray.asMatrix: array must be 2-dimensional but was ()");
            assertRefused(() -> MATRIX.asSteps(), "NpyArray.asSteps: array must be 3-dimensional but was (3, 4)");
            assertRefused(
                    () -> MATRIX.asSequences(), "NpyArray.asSequences: array must be 3-dimensional but was (3, 4)");
            assertRefused(() -> VECTOR.asScalar(), "NpyArray.asScalar: array must be 0-dimensional but was (3,)");
            assertRefused(() -> MATRIX.asVector(), "NpyArray.asVector: array must be 1-dimensional but was (3, 4)");
        }

        @Test
        void anEmptyArrayIsNoMatrix() {
            assertRefused(
                    () -> NpyArray.of(new double[0], 0, 3).asMatrix(),
                    "NpyArray.asMatrix: array must be at least 1 in every dimension but was (0, 3)");
            assertRefused(
                    () -> NpyArray.of(new double[0], 2, 3, 0).asSteps(),
                    "NpyArray.asSteps: array must be at least 1 in every dimension but was (2, 3, 0)");
        }

        @Test
        void valuesAndShapeMustAgree() {
            double[] values = new double[6];
            assertRefused(
                    () -> NpyArray.of(values, 2, 4), "NpyArray.of: values must be as many as (2, 4) has but was 6");
            assertRefused(
                    () -> NpyArray.of(values, -2, -3),
                    "NpyArray.of: shape must be of sizes from 0 up but was (-2, -3)");
            assertRefused(
                    () -> NpyArray.of(values, 1, 2, 3, 1),
                    "NpyArray.of: shape must be 0 to 3 sizes but was (1, 2, 3, 1)");
            assertThatIllegalArgumentException() // 2^32, which is 0 in an int
                    .isThrownBy(() -> NpyArray.of(new double[0], 1 << 16, 1 << 16));
            assertThatIllegalArgumentException() // more than a long
                    .isThrownBy(() -> NpyArray.of(new double[0], 1 << 30, 1 << 30, 1 << 30));
        }

        @Test
        void stepsMustBePresentAndAlike() {
            Matrix step = Matrix.zeros(2, 3);
            assertRefused(
                    () -> NpyArray.ofSteps(List.of()),
                    "NpyArray.ofSteps: steps must be a list of at least one step but was empty");
            assertRefused(
                    () -> NpyArray.ofSteps(Arrays.asList(step, null)),
                    "NpyArray.ofSteps: steps[1] must be present but was null");
            assertRefused(
                    () -> NpyArray.ofSteps(List.of(step, Matrix.zeros(3, 2))),
                    "NpyArray.ofSteps: steps[1] must be (n, m) = (2, 3) but was (3, 2)");
        }

        @Test
        void moreStepsThanAnArrayHoldsAreRefused() {
            List<Matrix> steps = Collections.nCopies(1 << 20, Matrix.zeros(1 << 6, 1 << 6));
            assertRefused(
                    () -> NpyArray.ofSteps(steps),
                    "NpyArray.ofSteps: steps must be at most 2147483639 values but was (64, 64, 1048576)");
        }

        @Test
        void nullIsRefused() {
            assertRefused(() -> NpyArray.of((Matrix) null), "NpyArray.of: matrix must be present but was null");
            assertRefused(() -> NpyArray.ofSteps(null), "NpyArray.ofSteps: steps must be present but was null");
            assertRefused(
                    () -> NpyArray.vector((double[]) null), "NpyArray.vector: values must be present but was null");
            assertRefused(() -> NpyArray.of((double[]) null, 1), "NpyArray.of: values must be present but was null");
            assertRefused(
                    () -> NpyArray.of(new double[1], (int[]) null), "NpyArray.of: shape must be present but was null");
        }

        private void assertRefused(Runnable call, String message) {
            assertThatIllegalArgumentException().isThrownBy(call::run).withMessage(message);
        }
    }
}
