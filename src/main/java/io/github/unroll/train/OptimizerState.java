package io.github.unroll.train;

import io.github.unroll.Parameters;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Parameters, and what an optimizer remembers about them: a value, which an {@link Optimizer} takes to the next.
 *
 * @param <P> the parameters' type
 * @param parameters the parameters
 * @param slots by the names of {@link Optimizer#slots()}, each with a matrix for each of the parameters
 * @param step the number of updates made
 */
public record OptimizerState<P extends Parameters<P>>(P parameters, Map<String, P> slots, long step) {

    /**
     * Copies the map.
     *
     * @param parameters the parameters
     * @param slots by the names of {@link Optimizer#slots()}, each with a matrix for each of the parameters
     * @param step the number of updates made
     * @throws IllegalArgumentException if a component is null, a name is not one line of valid Unicode, a slot is not of the
     *     parameters' sizes, or {@code step} is negative
     */
    public OptimizerState {
        Checks.present("OptimizerState", "parameters", parameters);
        Checks.present("OptimizerState", "slots", slots);
        if (step < 0) {
            throw Checks.error("OptimizerState", "step", "at least 0", String.valueOf(step));
        }
        Map<String, P> copy = new LinkedHashMap<>(slots);
        for (Map.Entry<String, P> slot : copy.entrySet()) {
            String name = slot.getKey();
            Checks.storable("OptimizerState", "name of a slot", name);
            Checks.present("OptimizerState", "slots[" + name + "]", slot.getValue());
            if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) { // a file has a name a line
                throw Checks.error("OptimizerState", "name of a slot", "one line of text", "'" + name + "'");
            }
            Checks.sizes("OptimizerState", "slots[" + name + "]", slot.getValue(), parameters);
        }
        slots = Collections.unmodifiableMap(copy);
    }
}
