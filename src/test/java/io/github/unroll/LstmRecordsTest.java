package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the records of a pass refuse, made by hand: each component by itself. */
class LstmRecordsTest {

    private final LstmCase c = LstmCase.random(90, 3, 4, 2, 5, 6); // nX, nA, nY, m, T
    private final LstmForward forward = c.forward();
    private final LstmCache cache = forward.caches().get(0);
    private final LstmStep step =
            new LstmStep(cache.aNext(), cache.cNext(), forward.yPred().get(0), cache);
    private final LstmCellGradients cellGradients = LstmCell.backward(cache.aNext(), cache.cNext(), cache);
    private final LstmGradients gradients = LstmBptt.backward(c.da(), forward.caches());

    @ParameterizedTest
    @ValueSource(strings = {"aNext", "cNext", "aPrev", "cPrev", "ft", "it", "cct", "ot", "tanhC"})
    void aCacheRefusesAStateOfAnotherShape(String name) {
        String message = "LstmCache: " + name + " must be (nA, m) = (4, 5) but was ";
        Refused.with(message + "(8, 9)", () -> with(cache, name, Matrix.zeros(8, 9)));
        Refused.with(message + "null", () -> with(cache, name, null));
    }

    @Test
    void aCacheRefusesAnInputOfAnotherShape() {
        Refused.with(
                "LstmCache: xt must be (nX, m) = (3, 5) but was (3, 4)", () -> with(cache, "xt", Matrix.zeros(3, 4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters", "output", "mask"})
    void aCacheRefusesNothingAtAll(String name) {
        Refused.with("LstmCache: " + name + " must be present but was null", () -> with(cache, name, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aNext", "cNext"})
    void aStepRefusesAStateOfAnotherShape(String name) {
        String message = "LstmStep: " + name + " must be (nA, m) = (4, 5) but was ";
        Refused.with(message + "(8, 9)", () -> with(step, name, Matrix.zeros(8, 9)));
        Refused.with(message + "null", () -> with(step, name, null));
    }

    @Test
    void aStepRefusesAPredictionOfAnotherShapeAndNoCache() {
        Refused.with(
                "LstmStep: ytPred must be (nY, m) = (2, 5) but was (4, 5)", () -> with(step, "ytPred", step.aNext()));
        Refused.with("LstmStep: cache must be present but was null", () -> with(step, "cache", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dWf", "dWi", "dWc", "dWo"})
    void cellGradientsRefuseWeightsOfAnotherShape(String name) {
        String message = "LstmCellGradients: " + name + " must be (nA, nA + nX) = (4, 7) but was ";
        Refused.with(message + "(4, 8)", () -> with(cellGradients, name, Matrix.zeros(4, 8)));
        Refused.with(message + "null", () -> with(cellGradients, name, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dbf", "dbi", "dbc", "dbo"})
    void cellGradientsRefuseABiasOfAnotherShape(String name) {
        String message = "LstmCellGradients: " + name + " must be (nA, 1) = (4, 1) but was ";
        Refused.with(message + "(3, 1)", () -> with(cellGradients, name, Matrix.zeros(3, 1)));
    }

    @Test
    void cellGradientsRefuseStatesAndInputsOfAnotherShape() {
        Refused.with(
                "LstmCellGradients: daPrev must be present but was null", () -> with(cellGradients, "daPrev", null));
        Refused.with(
                "LstmCellGradients: dcPrev must be (nA, m) = (4, 5) but was (5, 5)",
                () -> with(cellGradients, "dcPrev", Matrix.zeros(5, 5)));
        Refused.with(
                "LstmCellGradients: dxt must be (nX, m) = (nX, 5) but was (3, 4)",
                () -> with(cellGradients, "dxt", Matrix.zeros(3, 4)));
    }

    @Test
    void gradientsRefuseOtherShapesAndNothingAtAll() {
        Refused.with(
                "LstmGradients: parameters must be present but was null", () -> with(gradients, "parameters", null));
        Refused.with(
                "LstmGradients: da0 must be (nA, m) = (4, m) but was (5, 5)",
                () -> with(gradients, "da0", Matrix.zeros(5, 5)));
        Refused.with("LstmGradients: dc0 must be (nA, m) = (4, 5) but was null", () -> with(gradients, "dc0", null));
        Refused.with(
                "LstmGradients: dc0 must be (nA, m) = (4, 5) but was (4, 1)",
                () -> with(gradients, "dc0", Matrix.zeros(4, 1)));
        Refused.with(
                "LstmGradients: dx[0] must be (nX, m) = (3, 5) but was (4, 5)",
                () -> with(gradients, "dx", forward.a()));
    }

    @Test
    void gradientsRefuseNoSteps() {
        Refused.with(
                "LstmGradients: dx must be a list of at least one step but was empty",
                () -> with(gradients, "dx", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "yPred", "c", "logits"})
    void aForwardPassRefusesListsOfOtherLengths(String name) {
        List<Matrix> five = forward.a().subList(0, 5);
        Refused.with(
                "LstmForward: " + name + " must be of 6 steps, as caches is, but was 5 steps",
                () -> with(forward, name, five));
    }

    @ParameterizedTest
    @CsvSource({"a, 'nA, m', 4", "yPred, 'nY, m', 2", "c, 'nA, m', 4", "logits, 'nY, m', 2"})
    void aForwardPassRefusesOtherShapes(String name, String symbols, int rows) {
        List<Matrix> other = new ArrayList<>(forward.a());
        other.replaceAll(a -> Matrix.zeros(rows, 5));
        other.set(3, Matrix.zeros(rows, 4));
        Refused.with(
                "LstmForward: " + name + "[3] must be (" + symbols + ") = (" + rows + ", 5) but was (" + rows + ", 4)",
                () -> with(forward, name, other));
        other.replaceAll(a -> Matrix.zeros(rows + 1, 5));
        Refused.with(
                "LstmForward: " + name + "[0] must be (" + symbols + ") = (" + rows + ", 5) but was (" + (rows + 1)
                        + ", 5)",
                () -> with(forward, name, other));
    }

    @Test
    void aForwardPassRefusesCachesOfAnotherOrder() {
        List<LstmCache> mixed = new ArrayList<>(forward.caches());
        mixed.set(1, forward.caches().get(2));
        Refused.with(
                "LstmForward: caches[1] must be the step after caches[0] but was of another place",
                () -> new LstmForward(forward.a(), forward.yPred(), forward.c(), forward.logits(), mixed));
    }

    @Test
    void aBackwardPassRefusesNoSteps() {
        Refused.with(
                "LstmBptt.backward: caches must be a list of at least one step but was empty",
                () -> LstmBptt.backward(List.of(), List.of()));
    }

    @Test
    void aBackwardPassRefusesStepsThatDoNotFollowEachOther() {
        List<LstmCache> gap = List.of(cache, forward.caches().get(2));
        Refused.with(
                "LstmBptt.backward: caches[1] must be the step after caches[0] but was of another place",
                () -> LstmBptt.backward(c.da().subList(0, 2), gap));
    }

    /** As after a file was read: equal values, other objects. */
    @Test
    void aBackwardPassTakesAnEqualStateForTheSame() throws Throwable {
        List<LstmCache> caches = new ArrayList<>(forward.caches());
        caches.set(1, with(caches.get(1), "aPrev", caches.get(1).aPrev().copy()));
        assertThat(LstmBptt.backward(c.da(), caches)).isEqualTo(gradients);
    }

    @Test
    void aForwardPassRefusesLengthsThatAreNotOneForEachExample() {
        Refused.with(
                "LstmSequence.forward: lengths must be m = 5 lengths but was 2",
                () -> LstmSequence.forward(c.x(), c.a0(), c.c0(), c.parameters(), Output.SOFTMAX, 1, 2));
    }

    /** The record with one component replaced. */
    @SuppressWarnings("unchecked")
    private static <R extends Record> R with(R record, String name, Object value) throws Throwable {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            boolean replaced = components[i].getName().equals(name);
            values[i] = replaced ? value : components[i].getAccessor().invoke(record);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
