package io.github.unroll;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What people, and the notebook's 2018 edition, get wrong going backward; {@link LstmNaive} does it on demand. */
enum LstmMistake {
    NONE("", ""),

    /** {@code da_carry} stays 0. One step does not show it. */
    DA_NOT_CARRIED("", Groups.ALL),
    /** {@code dc_carry} stays 0. One step does not show it. */
    DC_NOT_CARRIED("", Groups.ALL),
    /** Both: {@code lstm_backward} as printed in 2018. */
    NEITHER_CARRIED("", Groups.ALL),
    /** {@code dc = da o (1 - tanh²(c))} where it is {@code dc +=}. */
    DC_ASSIGNED(Groups.ALL_BUT_O, Groups.ALL),

    /** {@code dc_next i + da o (1 - tanh²(c)) i (1 - cct²)}. */
    DZC_WITHOUT_PARENTHESES("Wc bc x a0", Groups.ALL),
    /** {@code dzc} times cct. */
    DZC_TIMES_CCT("Wc bc x a0", Groups.ALL),
    /** {@code 1 - tanh²(cct)}, though cct is a tanh already. */
    DZC_TANH_TWICE("Wc bc x a0", Groups.ALL),
    /** All three: equation (8) of 2018. */
    DZC_OF_2018("Wc bc x a0", Groups.ALL),

    /** Equation (9) of 2018: {@code dc_next cct + da o (1 - tanh²(c)) cct i (1 - i)}. */
    DZI_WITHOUT_PARENTHESES("Wi bi x a0", Groups.ALL),

    /** {@code dc_next c_prev + da o (1 - tanh²(c)) c_prev f (1 - f)}. */
    DZF_WITHOUT_PARENTHESES("Wf bf x a0", Groups.ALL),
    /** {@code (dc_next cct + da o (1 - tanh²(c)) c_prev) f (1 - f)}. */
    DZF_WITH_CCT_FOR_C_PREV("Wf bf x a0", Groups.ALL),
    /** Both: equation (10) of 2018. */
    DZF_OF_2018("Wf bf x a0", Groups.ALL),

    /** {@code dbi += dbi<t> + dbf<t>}. */
    DBI_WITH_DBF_ADDED("bi", "bi"),
    /** {@code dbc += dbc<t> + dbf<t>}. */
    DBC_WITH_DBF_ADDED("bc", "bc"),
    /** {@code dbo += dbo<t> + dbf<t>}. */
    DBO_WITH_DBF_ADDED("bo", "bo"),
    /** {@code dbi = dbf + dbi<t>}, the sum of dbf and the first step's own; the same for dbc and dbo. */
    BIASES_OF_2018("bi bc bo", "bi bc bo"),

    /** {@code W[:n_a, :]} and {@code W[n_a:, :]}, as 2018 says, of the memory of a (nA, nA + nX) matrix. */
    W_SLICED_BY_ROWS("x a0", Groups.ALL),

    /** i, f, c, o where it is f, i, c, o. */
    GATES_I_AND_F_SWAPPED("Wf bf Wi bi", "Wf bf Wi bi"),
    /** f, i, o, c, the order in which the notebook draws them. */
    GATES_C_AND_O_SWAPPED("Wc bc Wo bo", "Wc bc Wo bo"),

    /** The first cache's c_prev is {@code c<1>}: what {@code c_next = c[:, :, 0]} does to it, a view of the array. */
    C0_IS_C1("Wf bf x a0", "Wf bf x a0");

    private final Set<String> wrongAfterOneStep;
    private final Set<String> wrongAfterThreeSteps;

    LstmMistake(String wrongAfterOneStep, String wrongAfterThreeSteps) {
        this.wrongAfterOneStep = set(wrongAfterOneStep);
        this.wrongAfterThreeSteps = set(wrongAfterThreeSteps);
    }

    /** The names whose gradient is wrong if there is one step. */
    Set<String> wrongAfterOneStep() {
        return wrongAfterOneStep;
    }

    /** The names whose gradient is wrong if there are three. */
    Set<String> wrongAfterThreeSteps() {
        return wrongAfterThreeSteps;
    }

    private static Set<String> set(String names) {
        return names.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(names.split(" ")));
    }

    /** A constant's arguments cannot refer to the enum's own fields. */
    private static final class Groups {
        static final String ALL = "Wf bf Wi bi Wc bc Wo bo x a0 c0";
        static final String ALL_BUT_O = "Wf bf Wi bi Wc bc x a0 c0";
    }
}
