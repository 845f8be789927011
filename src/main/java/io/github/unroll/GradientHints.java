package io.github.unroll;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the numbers of one comparison say about the cause. A hint is given only where all compared entries bear it out:
 * a guess that sends the reader to the wrong line is worse than none.
 */
final class GradientHints {

    /** What differences of a loss with 24 bits can tell. */
    private static final double WIDER_STEP = 1e-2;

    private static final String WIDER = "step(1e-2).tolerance(1e-2).absoluteFloor(0.1)";

    /** The error of an entry that is clearly wrong, if the tolerance allows for one so small. */
    private static final double CLEARLY_WRONG = 0.2;

    private static final String NEVER_COMPUTED =
            "every claimed entry is 0: was the gradient ever computed? Or written over"
                    + " (= for +=) by a term that is 0, as at the first step of a state that begins with 0?";

    private final GradientDifferences differences;
    private final GradientSubject subject;
    private final GradientSettings settings;
    private final GradientPatterns patterns;

    private GradientHints(GradientDifferences differences, List<GradientSubject> all) {
        this.differences = differences;
        this.subject = differences.subject();
        this.settings = differences.settings();
        this.patterns = new GradientPatterns(differences, all);
    }

    /** The hints for a comparison, failed or passed; {@code all} tells which sizes are known. */
    static List<String> of(GradientDifferences differences, boolean failed, List<GradientSubject> all) {
        GradientHints hints = new GradientHints(differences, all);
        return failed ? hints.failed() : hints.passed();
    }

    private List<String> failed() {
        Optional<String> cause = notFinite()
                .or(this::unmoved)
                .or(this::computedInFloat)
                .or(this::neverComputed)
                .or(this::pattern);
        if (cause.isPresent()) {
            return List.of(cause.get());
        }
        Optional<String> block = isComplete() ? patterns.block() : Optional.empty();
        Optional<String> near = isOfEntries() ? nearNoise() : Optional.empty();
        return Stream.of(block, near, rough()).flatMap(Optional::stream).toList();
    }

    private boolean isOfEntries() {
        return differences.indices() != null;
    }

    private boolean isComplete() {
        return isOfEntries() && differences.count() == subject.cells.size();
    }

    /** Agreement that says little: nothing but zeros, or nothing but noise. */
    private List<String> passed() {
        double size =
                GradientDifferences.norm(differences.claimed()) + GradientDifferences.norm(differences.numerical());
        if (size == 0 && differences.kinks() == 0 && GradientDifferences.norm(subject.claimed) == 0) {
            return List.of("both gradients are 0 in every entry compared: does the loss depend on " + subject.name
                    + " here?" + orFloat());
        }
        if (GradientDifferences.norm(differences.minus()) > 0.01 * size) {
            return List.of(
                    settings.absoluteFloor() >= 0
                            ? format(
                                    "unresolved: both gradients, together %.1e, are too small beside the absoluteFloor of"
                                            + " %.1e to agree or to disagree",
                                    size, settings.absoluteFloor())
                            : format(
                                    "unresolved: both gradients, together %.1e, are too small beside the rounding of the"
                                            + " loss to agree or to disagree; a larger loss or fivePoints() would show more",
                                    size));
        }
        return List.of();
    }

    // ----------------------------------------------------------------------------------- nothing else can be read off

    private Optional<String> notFinite() {
        int first = GradientDifferences.firstNotFinite(subject.claimed);
        if (first < 0) {
            return Optional.empty();
        }
        int count = 0;
        for (double claimed : subject.claimed) {
            count += Double.isFinite(claimed) ? 0 : 1;
        }
        String where = GradientTable.at(subject.name, subject.cells.place(first));
        return Optional.of("the claimed gradient is NaN or infinite in " + count + " of " + subject.claimed.length
                + " places, first at " + where);
    }

    private Optional<String> unmoved() {
        if (differences.kinks() > 0) { // the loss did move over the wider step
            return Optional.empty();
        }
        for (double numerical : differences.numerical()) {
            if (numerical != 0) {
                return Optional.empty();
            }
        }
        String copy = "the loss is the same whatever value is moved: does it read " + subject.name
                + " from what the check hands it, or a copy of its own?";
        return Optional.of(copy + orFloat());
    }

    private String orFloat() {
        return isFloat() ? format(" Or is it a float, which a step of %.0e does not move?", settings.step()) : "";
    }

    /** The differences are those of a loss with 24 bits, most of them lost in subtracting. */
    private Optional<String> computedInFloat() {
        if (!isFloat()) {
            return Optional.empty();
        }
        return Optional.of(format(
                "every value of the loss is a float, and over a step of %.0e its rounding is all that differs: compute it"
                        + " in double, or see what %s can tell",
                settings.step(), WIDER));
    }

    /** At most of the wrong entries the loss has no slope that a difference could find. */
    private Optional<String> rough() {
        int wrong = 0;
        for (int k = 0; k < differences.count(); k++) {
            wrong += differences.isWrong(k) ? 1 : 0;
        }
        return 2 * differences.rough() <= wrong || settings.step() >= WIDER_STEP
                ? Optional.empty()
                : Optional.of(format(
                        "at %d of %d entries the loss is rough, as with a float inside it: a smaller step finds quite another"
                                + " slope; see what %s can tell",
                        differences.rough(), differences.count(), WIDER));
    }

    /** A loss in float, whose rounding the tolerance does not allow for. */
    private boolean isFloat() {
        double largest = 0; // what the error of an entry is measured against
        for (int k = 0; k < differences.count(); k++) {
            double size =
                    Math.abs(differences.claimed()[k]) + Math.abs(differences.numerical()[k]);
            largest = Math.max(largest, Math.max(size, differences.floors()[k]));
        }
        double rounding = Math.ulp(1f) * Math.max(1, Math.abs(differences.loss())) / settings.step();
        return differences.floatLosses() && rounding > settings.tolerance() * largest;
    }

    private Optional<String> neverComputed() {
        boolean evident = false; // a right 0 may fail by truncation
        for (int k = 0; k < differences.count(); k++) {
            evident |= differences.isEvidence(k);
        }
        for (double claimed : subject.claimed) {
            evident &= claimed == 0;
        }
        return evident ? Optional.of(NEVER_COMPUTED) : Optional.empty();
    }

    // -------------------------------------------------------------------------------------- what the entries look like

    /** Of a gradient so wrong that it does not resemble its own pattern. */
    private Optional<String> pattern() {
        if (!isClearlyWrong()) {
            return Optional.empty();
        }
        Optional<String> pattern = patterns.ratio();
        if (isOfEntries()) {
            pattern = pattern.or(patterns::carry);
        }
        return isComplete() ? pattern.or(patterns::reversed).or(patterns::transposed) : pattern;
    }

    /** Beyond what a pattern is granted. */
    private boolean isClearlyWrong() {
        for (int k = 0; k < differences.count(); k++) {
            if (!(differences.error(k) <= Math.min(100 * settings.tolerance(), CLEARLY_WRONG))) {
                return true;
            }
        }
        return false;
    }

    /** All wrong entries miss by so little that truncation or rounding might explain it. */
    private Optional<String> nearNoise() {
        boolean someWrong = false;
        for (int k = 0; k < differences.count(); k++) {
            double difference = Math.abs(differences.claimed()[k] - differences.numerical()[k]);
            if (differences.isWrong(k)) {
                someWrong = true;
                if (!(difference <= 10 * differences.floors()[k] * settings.tolerance())) {
                    return Optional.empty();
                }
            }
        }
        if (!someWrong || settings.fivePoints()) {
            return Optional.empty();
        }
        String least = settings.absoluteFloor() < 0 ? "the noise of the differences" : "what the absoluteFloor allows";
        return Optional.of(
                "no entry misses by more than 10 times " + least + ": fivePoints() tells a mistake from noise");
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
