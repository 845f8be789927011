package io.github.unroll.train;

import io.github.unroll.Loss;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a checkpoint keeps of a {@link Recipe}, so that a training is resumed with the same.
 *
 * @param loss what is made small
 * @param clipping what is done to the gradient
 * @param optimizer the optimizer's name
 * @param settings the optimizer's numbers by name
 */
public record RecipeSummary(Loss loss, Clipping clipping, String optimizer, Map<String, Double> settings) {

    /**
     * Copies the map, in the order of names.
     *
     * @param loss what is made small
     * @param clipping what is done to the gradient
     * @param optimizer the optimizer's name
     * @param settings the optimizer's numbers by name
     * @throws IllegalArgumentException if a component is null
     */
    public RecipeSummary {
        Checks.present("RecipeSummary", "loss", loss);
        Checks.present("RecipeSummary", "clipping", clipping);
        Checks.present("RecipeSummary", "optimizer", optimizer);
        Checks.present("RecipeSummary", "settings", settings);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /**
     * One line.
     *
     * @return for example {@code adam {beta1=0.9, ...}, SOFTMAX_CROSS_ENTROPY (MEAN), clipping NORM 1.0}
     */
    @Override
    public String toString() {
        return optimizer + " " + settings + ", " + loss.kind() + " (" + loss.reduction() + "), clipping "
                + clipping.kind() + (clipping.kind() == Clipping.Kind.NONE ? "" : " " + clipping.limit());
    }
}
