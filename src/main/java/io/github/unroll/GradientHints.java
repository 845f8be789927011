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

    /** From this tolerance on, differences of a loss in float can be good enough. */
    private static final double FLOAT_TOLERANCE = 1e-4;

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
        return Stream.of(block, near).flatMap(Optional::stream).toList();
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
        if (size == 0) {
            return List.of("both gradients are 0 in every place: does the loss depend on " + subject.name + " here?");
        }
        if (GradientDifferences.norm(differences.minus()) > 0.01 * size) {
            return List.of(format(
                    "unresolved: both gradients, together %.1e, are too small beside the rounding of the loss to agree"
                            + " or to disagree; a larger loss or fivePoints() would show more",
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
        return Optional.of(
                isFloat()
                        ? copy + format(" Or is it a float, which a step of %.0e does not move?", settings.step())
                        : copy);
    }

    /** The differences are those of a loss with 24 bits, most of them lost in subtracting. */
    private Optional<String> computedInFloat() {
        if (!isFloat()) {
            return Optional.empty();
        }
        return Optional.of(format(
                "every value of the loss is a float, and over a step of %.0e its rounding is all that differs: compute it"
                        + " in double, or see what step(1e-2).tolerance(1e-2).absoluteFloor(0.1) can tell",
                settings.step()));
    }

    /** A step that is a float itself, such as 2^-10, may give such losses in double too. */
    private boolean isFloat() {
        boolean binaryStep = (float) settings.step() == settings.step();
        return differences.floatLosses() && !binaryStep && settings.tolerance() < FLOAT_TOLERANCE;
    }

    private Optional<String> neverComputed() {
        boolean evident = false; // a right 0 may fail by truncation
        for (int k = 0; k < differences.count(); k++) {
            evident |= differences.isEvidence(k);
        }
        for (double claimed : subject.claimed) {
            evident &= claimed == 0;
        }
        return evident ? Optional.of("every claimed entry is 0: was the gradient ever computed?") : Optional.empty();
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
            if (!(differences.error(k) <= 100 * settings.tolerance())) {
                return true;
            }
        }
        return false;
    }

    /** All wrong entries miss by so little that truncation or rounding might explain it. */
    private Optional<String> nearNoise() {
        int wrong = 0;
        for (int k = 0; k < differences.count(); k++) {
            double difference = Math.abs(differences.claimed()[k] - differences.numerical()[k]);
            if (differences.isWrong(k)) {
                wrong++;
                if (!(difference <= 10 * differences.floors()[k] * settings.tolerance())) {
                    return Optional.empty();
                }
            }
        }
        return wrong > 0 && !settings.fivePoints()
                ? Optional.of("no entry misses by more than 10 times the noise of the differences: fivePoints() tells a"
                        + " mistake from noise")
                : Optional.empty();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
