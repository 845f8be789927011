package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.unroll.Problem.Pair;
import io.github.unroll.Problem.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every refusal of the RNN, word by word: method, argument, what was expected, what came. */
class RnnValidationTest {

    private static final Pair NOTEBOOK = new Pair(Activation.TANH, Output.SOFTMAX, Loss.Kind.SOFTMAX_CROSS_ENTROPY);

    private final Problem problem = Problem.draw(NOTEBOOK, Reduction.SUM, new Size(3, 5, 2, 4, 6), 111);
    private final RnnParameters p = problem.parameters();

    private static Matrix zeros(int rows, int columns) {
        return Matrix.zeros(rows, columns);
    }

    @Nested
    class Parameters {

        private void refused(String message, Matrix Wax, Matrix Waa, Matrix Wya, Matrix ba, Matrix by) {
            Refused.with("RnnParameters: " + message, () -> new RnnParameters(Wax, Waa, Wya, ba, by));
        }

        @Test
        void eachShapeMustFit() {
            refused("Waa must be (nA, nA) = (5, 5) but was (5, 4)", p.Wax(), zeros(5, 4), p.Wya(), p.ba(), p.by());
            refused("Waa must be (nA, nA) = (5, 5) but was (3, 3)", p.Wax(), zeros(3, 3), p.Wya(), p.ba(), p.by());
            // as many of 3 as of 5: Waa's count
            refused(
                    "Wax must be (nA, nX) = (3, nX) but was (5, 3)",
                    p.Wax(),
                    zeros(3, 3),
                    p.Wya(),
                    zeros(9, 1),
                    p.by());
            refused("Wax must be (nA, nX) = (5, nX) but was (3, 5)", zeros(3, 5), p.Waa(), p.Wya(), p.ba(), p.by());
            refused("Wya must be (nY, nA) = (nY, 5) but was (5, 2)", p.Wax(), p.Waa(), zeros(5, 2), p.ba(), p.by());
            refused("ba must be (nA, 1) = (5, 1) but was (1, 5)", p.Wax(), p.Waa(), p.Wya(), zeros(1, 5), p.by());
            refused("by must be (nY, 1) = (2, 1) but was (2, 2)", p.Wax(), p.Waa(), p.Wya(), p.ba(), zeros(2, 2));
        }

        @Test
        void noneMayBeNull() {
            refused("Waa must be present but was null", p.Wax(), null, p.Wya(), p.ba(), p.by());
            refused("Wax must be (nA, nX) = (5, nX) but was null", null, p.Waa(), p.Wya(), p.ba(), p.by());
            refused("Wya must be (nY, nA) = (nY, 5) but was null", p.Wax(), p.Waa(), null, p.ba(), p.by());
            refused("ba must be (nA, 1) = (5, 1) but was null", p.Wax(), p.Waa(), p.Wya(), null, p.by());
            refused("by must be (nY, 1) = (2, 1) but was null", p.Wax(), p.Waa(), p.Wya(), p.ba(), null);
        }

        @Test
        void sizesAreThoseOfTheMatrices() {
            assertThat(List.of(p.nX(), p.nA(), p.nY())).containsExactly(3, 5, 2);
        }

        @Test
        void namesAreInTheOrderOfTheComponents() {
            assertThat(p.named().keySet()).containsExactly("Wax", "Waa", "Wya", "ba", "by");
            assertThat(p.withNamed(p.named())).isEqualTo(p);
            assertThat(p.map(m -> m.times(2))).isEqualTo(p.combine(p, Matrix::plus));
            assertThat(p.map(m -> m.times(2)).Wya()).isEqualTo(p.Wya().plus(p.Wya()));
            Refused.with("Parameters.map: function must be present but was null", () -> p.map(null));
            Refused.with("Parameters.combine: function must be present but was null", () -> p.combine(p, null));
            Refused.with("Parameters.combine: other must be present but was null", () -> p.combine(null, Matrix::plus));
            RnnParameters larger = new RnnParameters(p.Wax(), p.Waa(), zeros(9, 5), p.ba(), zeros(9, 1));
            Refused.with(
                    "Parameters.combine: Wya must be (rows, columns) = (2, 5) but was (9, 5)",
                    () -> p.combine(larger, Matrix::plus));
            Refused.with(
                    "RnnParameters.withNamed: Wax must be (rows, columns) = (5, 3) but was (3, 5)",
                    () -> p.map(Matrix::transpose));
        }

        @Test
        void othersOfTheSameNamesMustHaveTheSameShapes() {
            Refused.with("RnnParameters.of: values must be present but was null", () -> RnnParameters.of(null));
            Refused.with(
                    "RnnParameters.of: values must give a matrix for Waa but threw java.lang.IllegalStateException: none",
                    () -> RnnParameters.of(name -> {
                        if (name.equals("Waa")) {
                            throw new IllegalStateException("none");
                        }
                        return p.named().get(name);
                    }));
            Refused.with(
                    "RnnParameters: ba must be (nA, 1) = (" + p.nA() + ", 1) but was null",
                    () -> RnnParameters.of(
                            name -> name.equals("ba") ? null : p.named().get(name)));
            Refused.with("RnnParameters.withNamed: named must be present but was null", () -> p.withNamed(null));
            Map<String, Matrix> named = new LinkedHashMap<>(p.named());
            named.remove("by");
            Refused.with(
                    "RnnParameters.withNamed: named must be of the names [Wax, Waa, Wya, ba, by] but was"
                            + " without [by]",
                    () -> p.withNamed(named));
            named.put("bya", zeros(2, 1));
            Refused.with(
                    "RnnParameters.withNamed: named must be of the names [Wax, Waa, Wya, ba, by] but was"
                            + " without [by] and with [bya]",
                    () -> p.withNamed(named));
            named.remove("bya");
            named.put("by", zeros(3, 1));
            Refused.with(
                    "RnnParameters.withNamed: by must be (rows, columns) = (2, 1) but was (3, 1)",
                    () -> p.withNamed(named));
            named.put("by", null);
            Refused.with(
                    "RnnParameters.withNamed: by must be (rows, columns) = (2, 1) but was null",
                    () -> p.withNamed(named));
        }
    }

    @Nested
    class Cell {

        private final RnnCell cell = new RnnCell();
        private final Matrix xt = problem.x().get(0);
        private final RnnCache cache = cell.forward(xt, problem.a0(), p).cache();

        @Test
        void activationAndOutputMustBeThere() {
            Refused.with("RnnCell: activation must be present but was null", () -> new RnnCell(null, Output.SOFTMAX));
            Refused.with("RnnCell: output must be present but was null", () -> new RnnCell(Activation.TANH, null));
        }

        @Test
        void forward() {
            Refused.with(
                    "RnnCell.forward: xt must be (nX, m) = (3, m) but was (4, 10)",
                    () -> cell.forward(zeros(4, 10), problem.a0(), p));
            Refused.with(
                    "RnnCell.forward: xt must be (nX, m) = (3, m) but was null",
                    () -> cell.forward(null, problem.a0(), p));
            Refused.with(
                    "RnnCell.forward: aPrev must be (nA, m) = (5, 4) but was (5, 3)",
                    () -> cell.forward(xt, zeros(5, 3), p));
            Refused.with(
                    "RnnCell.forward: aPrev must be (nA, m) = (5, 4) but was (4, 4)",
                    () -> cell.forward(xt, zeros(4, 4), p));
            Refused.with(
                    "RnnCell.forward: aPrev must be (nA, m) = (5, 4) but was null", () -> cell.forward(xt, null, p));
            Refused.with(
                    "RnnCell.forward: parameters must be present but was null",
                    () -> cell.forward(xt, problem.a0(), null));
        }

        @Test
        void backward() {
            Refused.with(
                    "RnnCell.backward: daNext must be (nA, m) = (5, 4) but was (2, 4)",
                    () -> cell.backward(zeros(2, 4), cache));
            Refused.with(
                    "RnnCell.backward: daNext must be (nA, m) = (5, 4) but was (5, 1)",
                    () -> cell.backward(zeros(5, 1), cache));
            Refused.with(
                    "RnnCell.backward: daNext must be (nA, m) = (5, 4) but was null", () -> cell.backward(null, cache));
            Refused.with(
                    "RnnCell.backward: cache must be present but was null", () -> cell.backward(zeros(5, 4), null));
        }

        @Test
        void aCacheOfOnesOwn() {
            Matrix a = zeros(5, 4);
            Matrix x = zeros(3, 4);
            Mask all = Mask.all(4);
            Refused.with(
                    "RnnCache: aNext must be (nA, m) = (5, 4) but was (3, 4)",
                    () -> new RnnCache(x, a, x, p, cell, all));
            Refused.with(
                    "RnnCache: aPrev must be (nA, m) = (5, 4) but was (3, 4)",
                    () -> new RnnCache(a, x, x, p, cell, all));
            Refused.with(
                    "RnnCache: xt must be (nX, m) = (3, 4) but was (5, 4)", () -> new RnnCache(a, a, a, p, cell, all));
            Refused.with(
                    "RnnCache: aNext must be (nA, m) = (5, 3) but was (5, 4)",
                    () -> new RnnCache(a, a, x, p, cell, Mask.all(3)));
            Refused.with(
                    "RnnCache: parameters must be present but was null", () -> new RnnCache(a, a, x, null, cell, all));
            Refused.with("RnnCache: cell must be present but was null", () -> new RnnCache(a, a, x, p, null, all));
            Refused.with("RnnCache: mask must be present but was null", () -> new RnnCache(a, a, x, p, cell, null));
        }

        @Test
        void aStepOfOnesOwn() {
            Matrix a = zeros(5, 4);
            Matrix y = zeros(2, 4);
            RnnCache cache = new RnnCache(a, a, zeros(3, 4), p, cell, Mask.all(4));
            Refused.with("RnnStep: aNext must be (nA, m) = (5, 4) but was (2, 4)", () -> new RnnStep(y, y, cache));
            Refused.with("RnnStep: ytPred must be (nY, m) = (2, 4) but was (5, 4)", () -> new RnnStep(a, a, cache));
            Refused.with("RnnStep: cache must be present but was null", () -> new RnnStep(a, y, null));
        }

        @Test
        void gradientsOfOnesOwn() {
            Matrix dx = zeros(3, 4);
            Matrix da = zeros(5, 4);
            String name = "RnnCellGradients: ";
            Refused.with(
                    name + "daPrev must be present but was null",
                    () -> new RnnCellGradients(dx, null, p.Wax(), p.Waa(), p.ba()));
            Refused.with(
                    name + "dxt must be (nX, m) = (nX, 4) but was (3, 5)",
                    () -> new RnnCellGradients(zeros(3, 5), da, p.Wax(), p.Waa(), p.ba()));
            Refused.with(
                    name + "dWax must be (nA, nX) = (5, 3) but was (5, 5)",
                    () -> new RnnCellGradients(dx, da, p.Waa(), p.Waa(), p.ba()));
            Refused.with(
                    name + "dWaa must be (nA, nA) = (5, 5) but was (5, 3)",
                    () -> new RnnCellGradients(dx, da, p.Wax(), p.Wax(), p.ba()));
            Refused.with(
                    name + "dba must be (nA, 1) = (5, 1) but was null",
                    () -> new RnnCellGradients(dx, da, p.Wax(), p.Waa(), null));
        }
    }

    @Nested
    class Sequence {

        private final RnnSequence sequence = problem.sequence();

        private List<Matrix> x(int t, Matrix other) {
            List<Matrix> x = new ArrayList<>(problem.x());
            x.set(t, other);
            return x;
        }

        private void refused(String message, List<Matrix> x, Matrix a0, RnnParameters parameters) {
            Refused.with("RnnSequence.forward: " + message, () -> sequence.forward(x, a0, parameters));
            Refused.with("RnnSequence.forward: " + message, () -> sequence.forward(x, a0, parameters, 1, 2, 3, 4));
        }

        @Test
        void theCellMustBeThere() {
            Refused.with("RnnSequence: cell must be present but was null", () -> new RnnSequence(null));
        }

        @Test
        void forward() {
            Matrix a0 = problem.a0();
            refused("parameters must be present but was null", problem.x(), a0, null);
            refused("x must be present but was null", null, a0, p);
            refused("x must be a list of at least one step but was empty", List.of(), a0, p);
            refused("x[0] must be present but was null", x(0, null), a0, p);
            refused("x[3] must be present but was null", x(3, null), a0, p);
            refused("x[0] must be (nX, m) = (3, m) but was (2, 4)", x(0, zeros(2, 4)), a0, p);
            refused("x[3] must be (nX, m) = (3, 4) but was (2, 4)", x(3, zeros(2, 4)), a0, p);
            refused("x[5] must be (nX, m) = (3, 4) but was (3, 1)", x(5, zeros(3, 1)), a0, p);
            refused("a0 must be (nA, m) = (5, 4) but was (5, 3)", problem.x(), zeros(5, 3), p);
            refused("a0 must be (nA, m) = (5, 4) but was (3, 4)", problem.x(), zeros(3, 4), p);
            refused("a0 must be (nA, m) = (5, 4) but was null", problem.x(), null, p);
        }

        @Test
        void lengths() {
            String method = "RnnSequence.forward: ";
            Refused.with(method + "lengths must be present but was null", () -> problem.forward((int[]) null));
            Refused.with(
                    method + "lengths must be at least one length but was empty", () -> problem.forward(new int[0]));
            Refused.with(method + "lengths must be m = 4 lengths but was 3", () -> problem.forward(1, 2, 3));
            Refused.with(method + "lengths[2] must be from 1 to T = 6 but was 0", () -> problem.forward(1, 6, 0, 3));
            Refused.with(method + "lengths[3] must be from 1 to T = 6 but was 7", () -> problem.forward(1, 6, 2, 7));
            Refused.with(method + "lengths[0] must be from 1 to T = 6 but was -1", () -> problem.forward(-1, 6, 2, 3));
        }

        @Test
        void aResultOfOnesOwn() {
            RnnForward f = problem.forward();
            List<Matrix> shorter = f.a().subList(0, 5);
            Refused.with(
                    "RnnForward: a must be of 6 steps, as caches is, but was 5 steps",
                    () -> new RnnForward(shorter, f.yPred(), f.logits(), f.caches()));
            Refused.with(
                    "RnnForward: yPred must be present but was null",
                    () -> new RnnForward(f.a(), null, f.logits(), f.caches()));
            List<Matrix> hole = new ArrayList<>(f.logits());
            hole.set(1, null);
            Refused.with(
                    "RnnForward: logits[1] must be present but was null",
                    () -> new RnnForward(f.a(), f.yPred(), hole, f.caches()));
            List<Matrix> gap = new ArrayList<>(f.a());
            gap.set(4, null);
            Refused.with(
                    "RnnForward: a[4] must be present but was null",
                    () -> new RnnForward(gap, f.yPred(), f.logits(), f.caches()));
            List<Matrix> other = new ArrayList<>(f.logits());
            other.set(2, zeros(3, 4));
            Refused.with(
                    "RnnForward: logits[2] must be (nY, m) = (2, 4) but was (3, 4)",
                    () -> new RnnForward(f.a(), f.yPred(), other, f.caches()));
            Refused.with(
                    "RnnForward: yPred[2] must be (nY, m) = (2, 4) but was (3, 4)",
                    () -> new RnnForward(f.a(), other, f.logits(), f.caches()));
            Refused.with(
                    "RnnForward: a[0] must be (nA, m) = (5, 4) but was (2, 4)",
                    () -> new RnnForward(f.logits(), f.yPred(), f.logits(), f.caches()));
            Refused.with(
                    "RnnForward: caches must be a list of at least one step but was empty",
                    () -> new RnnForward(f.a(), f.yPred(), f.logits(), List.of()));
        }

        @Test
        void aResultOfTwoPasses() {
            RnnForward f = problem.forward();
            List<RnnCache> mixed = new ArrayList<>(f.caches());
            mixed.set(1, f.caches().get(2));
            Refused.with(
                    "RnnForward: caches[1] must be the step after caches[0] but was of another place",
                    () -> new RnnForward(f.a(), f.yPred(), f.logits(), mixed));
            mixed.set(1, problem.examples(0, 2).forward().caches().get(1));
            Refused.with(
                    "RnnForward: caches[1] must be of the same pass as caches[0] but was of another",
                    () -> new RnnForward(f.a(), f.yPred(), f.logits(), mixed));
            List<Matrix> a = new ArrayList<>(f.a());
            a.set(3, f.a().get(4));
            Refused.with(
                    "RnnForward: a[3] must be the state after caches[3] but was another",
                    () -> new RnnForward(a, f.yPred(), f.logits(), f.caches()));
            a.set(3, f.a().get(3).copy());
            assertThat(new RnnForward(a, f.yPred(), f.logits(), f.caches())).isEqualTo(f);
        }

        /** A list that is walked and not indexed, and one that changes afterwards. */
        @Test
        void theListsAreCopied() {
            List<Matrix> linked = new LinkedList<>(problem.x());
            RnnForward f = new RnnSequence(problem.cell()).forward(linked, problem.a0(), problem.parameters());
            linked.clear();
            assertThat(f).isEqualTo(problem.forward());
        }
    }

    @Nested
    class Backward {

        private final List<RnnCache> caches = problem.forward().caches();
        private final List<Matrix> da = new Draw(112).steps(6, 5, 4);

        private void refused(String message, List<Matrix> gradients, List<RnnCache> of) {
            Refused.with("Bptt.backward: " + message, () -> Bptt.backward(gradients, of));
        }

        @Test
        void nothingMayBeMissing() {
            refused("caches must be present but was null", da, null);
            refused("caches must be a list of at least one step but was empty", da, List.of());
            List<RnnCache> hole = new ArrayList<>(caches);
            hole.set(4, null);
            refused("caches[4] must be present but was null", da, hole);
            refused("da must be present but was null", null, caches);
            List<Matrix> gap = new ArrayList<>(da);
            gap.set(2, null);
            refused("da[2] must be present but was null", gap, caches);
        }

        @Test
        void theNumberOfStepsMustFitAndAShorterOneHasAHint() {
            refused(
                    "da must be of as many steps as caches (6) but was 4 steps"
                            + " (for the first 4 steps pass caches.subList(0, 4))",
                    da.subList(0, 4),
                    caches);
            refused("da must be of as many steps as caches (5) but was 6 steps", da, caches.subList(0, 5));
            refused("da must be of as many steps as caches (6) but was 0 steps", List.of(), caches);
        }

        @Test
        void theShapesMustFit() {
            List<Matrix> other = new ArrayList<>(da);
            other.set(0, zeros(4, 4));
            refused("da[0] must be (nA, m) = (5, 4) but was (4, 4)", other, caches);
            other.set(0, da.get(0));
            other.set(3, zeros(5, 1));
            refused("da[3] must be (nA, m) = (5, 4) but was (5, 1)", other, caches);
        }

        @Test
        void theCachesMustBeOfOnePass() {
            Problem other = Problem.draw(NOTEBOOK, Reduction.SUM, new Size(3, 5, 2, 4, 6), 113);
            List<RnnCache> mixed = new ArrayList<>(caches);
            mixed.set(2, other.forward().caches().get(2));
            refused("caches[2] must be of the same pass as caches[0] but was of another", da, mixed);
            Problem fewer = problem.examples(0, 2);
            mixed.set(2, caches.get(2));
            mixed.set(5, fewer.forward().caches().get(5));
            refused("caches[5] must be of the same pass as caches[0] but was of another", da, mixed);
        }

        @Test
        void equalParametersAreThoseOfOnePass() {
            RnnParameters equal =
                    problem.parameters().withNamed(problem.parameters().named());
            RnnCache cache = caches.get(3);
            List<RnnCache> again = new ArrayList<>(caches);
            again.set(3, new RnnCache(cache.aNext(), cache.aPrev(), cache.xt(), equal, cache.cell(), cache.mask()));
            assertThat(Bptt.backward(da, again)).isEqualTo(Bptt.backward(da, caches));
        }

        @Test
        void gradientsOfOnesOwn() {
            Refused.with(
                    "RnnGradients: dx must be a list of at least one step but was empty",
                    () -> new RnnGradients(0, List.of(), zeros(5, 4), p));
            Refused.with(
                    "RnnGradients: da0 must be (nA, m) = (5, m) but was null",
                    () -> new RnnGradients(0, problem.x(), null, p));
            Refused.with(
                    "RnnGradients: da0 must be (nA, m) = (5, m) but was (4, 4)",
                    () -> new RnnGradients(0, problem.x(), zeros(4, 4), p));
            Refused.with(
                    "RnnGradients: dx[0] must be (nX, m) = (3, 3) but was (3, 4)",
                    () -> new RnnGradients(0, problem.x(), zeros(5, 3), p));
            Refused.with(
                    "RnnGradients: dx[1] must be (nX, m) = (3, 4) but was (2, 4)",
                    () -> new RnnGradients(0, List.of(zeros(3, 4), zeros(2, 4)), zeros(5, 4), p));
            Refused.with(
                    "RnnGradients: parameters must be present but was null",
                    () -> new RnnGradients(0, problem.x(), zeros(5, 4), null));
        }
    }
}
