package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and the whole message: the method, the argument, what was expected, what came. */
class LstmMessagesTest {

    private final LstmCase c = LstmCase.random(90, 3, 4, 2, 5, 6);
    private final LstmParameters p = c.parameters();
    private final Matrix wrong = Matrix.zeros(8, 9);

    @Nested
    class ParametersRefuse {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "Wf | (nA, nA + nX) = (4, nA + nX) | (8, 9)",
                    "Wi | (nA, nA + nX) = (4, 7)       | (8, 9)",
                    "bi | (nA, 1) = (4, 1)             | (8, 9)",
                    "Wc | (nA, nA + nX) = (4, 7)       | (8, 9)",
                    "bc | (nA, 1) = (4, 1)             | (8, 9)",
                    "Wo | (nA, nA + nX) = (4, 7)       | (8, 9)",
                    "bo | (nA, 1) = (4, 1)             | (8, 9)",
                    "Wy | (nY, nA) = (nY, 4)           | (8, 9)",
                    "by | (nY, 1) = (2, 1)             | (8, 9)"
                })
        void anyOtherShapeAndNull(String name, String expected, String actual) {
            String message = "LstmParameters: " + name + " must be " + expected + " but was ";
            refused(message + actual, () -> with(name, wrong));
            refused(message + "null", () -> with(name, null));
        }

        @Test
        void aBiasOfTheForgetGateThatIsNoColumnOrMissing() {
            refused("LstmParameters: bf must be (nA, 1) = (4, 1) but was (8, 9)", () -> with("bf", wrong));
            refused("LstmParameters: bf must be present but was null", () -> with("bf", null));
        }

        @Test
        void weightsWithoutAColumnForTheInput() {
            refused(
                    "LstmParameters: Wf must be (nA, nA + nX) with nA = 4 but was (4, 4)",
                    () -> with("Wf", Matrix.zeros(4, 4)));
        }

        @Test
        void mapsOfOtherNamesShapesOrNull() {
            refused("LstmParameters.of: values must be present but was null", () -> LstmParameters.of(null));
            refused(
                    "LstmParameters.of: values must give a matrix for Wf but threw java.util.NoSuchElementException: none",
                    () -> LstmParameters.of(name -> {
                        throw new NoSuchElementException("none");
                    }));
            refused("LstmParameters.withNamed: named must be present but was null", () -> p.withNamed(null));
            Map<String, Matrix> missing = new LinkedHashMap<>(p.named());
            missing.remove("bo");
            refused(
                    "LstmParameters.withNamed: named must be of the names [Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy, by]"
                            + " but was without [bo]",
                    () -> p.withNamed(missing));
            Map<String, Matrix> more = new LinkedHashMap<>(p.named());
            more.put("ba", wrong);
            refused(
                    "LstmParameters.withNamed: named must be of the names [Wf, bf, Wi, bi, Wc, bc, Wo, bo, Wy, by]"
                            + " but was with [ba]",
                    () -> p.withNamed(more));
            Map<String, Matrix> other = new LinkedHashMap<>(p.named());
            other.put("Wo", wrong);
            refused(
                    "LstmParameters.withNamed: Wo must be (rows, columns) = (4, 7) but was (8, 9)",
                    () -> p.withNamed(other));
        }

        private void with(String name, Matrix matrix) {
            Map<String, Matrix> named = new LinkedHashMap<>(p.named());
            named.put(name, matrix);
            LstmParameters.of(named::get);
        }
    }

    @Nested
    class CellRefuses {

        private final Matrix xt = c.x().get(0);
        private final Matrix a = c.a0();
        private final Matrix cell = c.c0();

        @Test
        void forwardOfAnyOtherShapeAndNull() {
            String xtMessage = "LstmCell.forward: xt must be (nX, m) = (3, m) but was ";
            refused(xtMessage + "(8, 9)", () -> LstmCell.forward(wrong, a, cell, p));
            refused(xtMessage + "null", () -> LstmCell.forward(null, a, cell, p));
            String aMessage = "LstmCell.forward: aPrev must be (nA, m) = (4, 5) but was ";
            refused(aMessage + "(8, 9)", () -> LstmCell.forward(xt, wrong, cell, p));
            refused(aMessage + "null", () -> LstmCell.forward(xt, null, cell, p));
            String cMessage = "LstmCell.forward: cPrev must be (nA, m) = (4, 5) but was ";
            refused(cMessage + "(8, 9)", () -> LstmCell.forward(xt, a, wrong, p));
            refused(cMessage + "null", () -> LstmCell.forward(xt, a, null, p));
            refused(
                    "LstmCell.forward: parameters must be present but was null",
                    () -> LstmCell.forward(xt, a, cell, null));
            refused(
                    "LstmCell.forward: output must be present but was null",
                    () -> LstmCell.forward(xt, a, cell, p, null));
        }

        @Test
        void backwardOfAnyOtherShapeAndNull() {
            LstmCache cache = LstmCell.forward(xt, a, cell, p).cache();
            String daMessage = "LstmCell.backward: daNext must be (nA, m) = (4, 5) but was ";
            refused(daMessage + "(8, 9)", () -> LstmCell.backward(wrong, cell, cache));
            refused(daMessage + "null", () -> LstmCell.backward(null, cell, cache));
            String dcMessage = "LstmCell.backward: dcNext must be (nA, m) = (4, 5) but was ";
            refused(dcMessage + "(8, 9)", () -> LstmCell.backward(a, wrong, cache));
            refused(dcMessage + "null", () -> LstmCell.backward(a, null, cache));
            refused("LstmCell.backward: cache must be present but was null", () -> LstmCell.backward(a, cell, null));
        }
    }

    @Nested
    class SequenceRefuses {

        @Test
        void stepsThatAreMissingOrDiffer() {
            refused("LstmSequence.forward: x must be present but was null", () -> forward(null));
            refused(
                    "LstmSequence.forward: x must be a list of at least one step but was empty",
                    () -> forward(List.of()));
            refused("LstmSequence.forward: x[1] must be present but was null", () -> forward(replaced(c.x(), 1, null)));
            refused(
                    "LstmSequence.forward: x[0] must be (nX, m) = (3, m) but was (8, 9)",
                    () -> forward(replaced(c.x(), 0, wrong)));
            refused(
                    "LstmSequence.forward: x[2] must be (nX, m) = (3, 5) but was (3, 4)",
                    () -> forward(replaced(c.x(), 2, Matrix.zeros(3, 4))));
        }

        @Test
        void statesOfAnyOtherShapeAndNull() {
            String aMessage = "LstmSequence.forward: a0 must be (nA, m) = (4, 5) but was ";
            refused(aMessage + "(8, 9)", () -> LstmSequence.forward(c.x(), wrong, c.c0(), p));
            refused(aMessage + "(8, 9)", () -> LstmSequence.forward(c.x(), wrong, p));
            refused(aMessage + "null", () -> LstmSequence.forward(c.x(), null, c.c0(), p));
            refused(
                    "LstmSequence.forward: a0 must be present but was null",
                    () -> LstmSequence.forward(c.x(), null, p));
            String cMessage = "LstmSequence.forward: c0 must be (nA, m) = (4, 5) but was ";
            refused(cMessage + "(8, 9)", () -> LstmSequence.forward(c.x(), c.a0(), wrong, p));
            refused(cMessage + "null", () -> LstmSequence.forward(c.x(), c.a0(), null, p));
        }

        @Test
        void parametersAndOutputThatAreMissing() {
            refused(
                    "LstmSequence.forward: parameters must be present but was null",
                    () -> LstmSequence.forward(c.x(), c.a0(), c.c0(), null));
            refused(
                    "LstmSequence.forward: output must be present but was null",
                    () -> LstmSequence.forward(c.x(), c.a0(), c.c0(), p, null));
        }

        @Test
        void lengthsThatDoNotFit() {
            refused("LstmSequence.forward: lengths must be present but was null", () -> lengths((int[]) null));
            refused(
                    "LstmSequence.forward: lengths must be at least one length but was empty",
                    () -> lengths(new int[0]));
            refused("LstmSequence.forward: lengths must be m = 5 lengths but was 2", () -> lengths(1, 6));
            refused("LstmSequence.forward: lengths[1] must be from 1 to T = 6 but was 0", () -> lengths(6, 0, 1, 2, 3));
            refused("LstmSequence.forward: lengths[4] must be from 1 to T = 6 but was 7", () -> lengths(6, 5, 1, 2, 7));
        }

        @Test
        void whatElseDoesNotFitBesideLengths() {
            refused(
                    "LstmSequence.forward: a0 must be (nA, m) = (4, 5) but was null",
                    () -> LstmSequence.forward(c.x(), null, c.c0(), p, Output.SOFTMAX, 6, 5, 1, 2, 3));
        }

        private void forward(List<Matrix> x) {
            LstmSequence.forward(x, c.a0(), c.c0(), p);
        }

        private void lengths(int... lengths) {
            LstmSequence.forward(c.x(), c.a0(), c.c0(), p, Output.SOFTMAX, lengths);
        }
    }

    @Nested
    class BpttRefuses {

        private final LstmForward forward = c.forward();
        private final List<LstmCache> caches = forward.caches();

        @Test
        void otherNumbersOfStepsAndSaysHowToPassAPrefix() {
            String message = "LstmBptt.backward: da must be of as many steps as caches (6) but was ";
            String prefix = "4 steps (for the first 4 steps pass caches.subList(0, 4))";
            refused(message + prefix, () -> LstmBptt.backward(c.da().subList(0, 4), c.dcLast(), caches));
            refused(message + prefix, () -> LstmBptt.backward(c.da().subList(0, 4), caches));
            refused(message + "0 steps", () -> LstmBptt.backward(List.of(), c.dcLast(), caches));
            List<Matrix> seven = new ArrayList<>(c.da());
            seven.add(c.da().get(0));
            refused(message + "7 steps", () -> LstmBptt.backward(seven, c.dcLast(), caches));
        }

        @Test
        void gradientsOfAnyOtherShapeAndNull() {
            refused("LstmBptt.backward: da must be present but was null", () -> da(null));
            refused("LstmBptt.backward: da[3] must be present but was null", () -> da(replaced(c.da(), 3, null)));
            refused(
                    "LstmBptt.backward: da[0] must be (nA, m) = (4, 5) but was (8, 9)",
                    () -> da(replaced(c.da(), 0, wrong)));
            refused(
                    "LstmBptt.backward: da[5] must be (nA, m) = (4, 5) but was (8, 9)",
                    () -> da(replaced(c.da(), 5, wrong)));
            String dcMessage = "LstmBptt.backward: dcLast must be (nA, m) = (4, 5) but was ";
            refused(dcMessage + "(8, 9)", () -> LstmBptt.backward(c.da(), wrong, caches));
            refused(dcMessage + "null", () -> LstmBptt.backward(c.da(), null, caches));
        }

        @Test
        void cachesThatAreMissingOrOfAnotherPass() {
            refused("LstmBptt.backward: caches must be present but was null", () -> caches(null));
            refused(
                    "LstmBptt.backward: caches must be a list of at least one step but was empty",
                    () -> caches(List.of()));
            refused(
                    "LstmBptt.backward: caches[2] must be present but was null",
                    () -> caches(replaced(caches, 2, null)));
            LstmCache ofOthers =
                    LstmCase.random(91, 3, 4, 2, 5, 1).forward().caches().get(0);
            refused(
                    "LstmBptt.backward: caches[1] must be of the same pass as caches[0] but was of another",
                    () -> caches(replaced(caches, 1, ofOthers)));
            LstmCache ofOneExample =
                    LstmSequenceTest.example(c, 0).forward().caches().get(4);
            refused(
                    "LstmBptt.backward: caches[4] must be of the same pass as caches[0] but was of another",
                    () -> caches(replaced(caches, 4, ofOneExample)));
        }

        @Test
        void lossesThatAreMissingOrForAnotherOutput() {
            Loss loss = Loss.sigmoidBinaryCrossEntropy(Reduction.SUM);
            List<Matrix> targets = forward.yPred();
            refused(
                    "LstmBptt.backward: loss must be one for the output SOFTMAX"
                            + " but was SIGMOID_BINARY_CROSS_ENTROPY, which is for SIGMOID",
                    () -> LstmBptt.backward(loss, targets, forward));
            refused(
                    "LstmBptt.backward: loss must be present but was null",
                    () -> LstmBptt.backward(null, targets, forward));
            refused(
                    "LstmBptt.backward: forward must be present but was null",
                    () -> LstmBptt.backward(loss, targets, null));
            refused(
                    "LstmBptt.backward: targets must be present but was null",
                    () -> LstmBptt.backward(loss, (List<Matrix>) null, forward));
        }

        @Test
        void targetsThatAreMissingOrDoNotFit() {
            List<Matrix> y = forward.yPred();
            refused("LstmBptt.backward: targets must be present but was null", () -> targets((Targets) null));
            refused(
                    "LstmBptt.backward: targets must be of T = 6 steps but was 5 steps",
                    () -> targets(Targets.everyStep(y.subList(0, 5))));
            refused(
                    "LstmBptt.backward: targets must be (nY, m) = (2, 5) but was (8, 9)",
                    () -> targets(Targets.lastStep(wrong)));
            refused(
                    "LstmBptt.backward: targets at step 1, (0, 0), must be from 0 to 1 but was 1.5",
                    () -> targets(Targets.everyStep(replaced(y, 1, y.get(1).map(v -> 1.5)))));
            refused(
                    "LstmBptt.backward: targets must be of a weight above 0 at one live example and step at least but was none",
                    () -> targets(Targets.everyStep(y).weighted(Matrix.zeros(5, 6))));
        }

        private void da(List<Matrix> da) {
            LstmBptt.backward(da, c.dcLast(), caches);
        }

        private void caches(List<LstmCache> list) {
            LstmBptt.backward(c.da(), c.dcLast(), list);
        }

        private void targets(Targets targets) {
            LstmBptt.backward(Loss.softmaxCrossEntropy(Reduction.SUM), targets, forward);
        }
    }

    private static <E> List<E> replaced(List<E> list, int index, E element) {
        List<E> copy = new ArrayList<>(list);
        copy.set(index, element);
        return copy;
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
