package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which examples a step applies to. */
class MaskTest {

    @Test
    void allMeansEveryExample() {
        Mask mask = Mask.all(3);
        assertThat(mask.m()).isEqualTo(3);
        assertThat(mask.count()).isEqualTo(3);
        assertThat(mask.get(0) && mask.get(1) && mask.get(2)).isTrue();
    }

    @Test
    void aMaskIsAValue() {
        assertThat(Mask.ofLengths(2, 1, 2, 2).get(0)).isEqualTo(Mask.all(3)).hasSameHashCodeAs(Mask.all(3));
        assertThat(Mask.ofLengths(2, 1, 2, 2).get(1))
                .isEqualTo(Mask.of(3, new int[] {1, 2}))
                .isNotEqualTo(Mask.of(4, new int[] {1, 2}))
                .isNotEqualTo(Mask.of(3, new int[] {0, 2}))
                .isNotEqualTo(Mask.all(3))
                .isNotEqualTo("mask");
        assertThat(Mask.of(3, new int[] {1, 2}).hashCode())
                .isNotEqualTo(Mask.of(3, new int[] {0, 2}).hashCode());
        assertThat(Mask.all(3).hashCode())
                .isNotEqualTo(Mask.of(4, new int[] {0, 1, 2}).hashCode());
    }

    @Test
    void anExampleIsLiveWhileTheStepIsBelowItsLength() {
        int[] lengths = {2, 4, 1};
        List<Mask> masks = Mask.ofLengths(4, lengths);
        assertThat(masks).hasSize(4);
        for (int t = 0; t < 4; t++) {
            assertThat(masks.get(t).m()).isEqualTo(3);
            int count = 0;
            for (int j = 0; j < 3; j++) {
                assertThat(masks.get(t).get(j)).isEqualTo(t < lengths[j]);
                count += t < lengths[j] ? 1 : 0;
            }
            assertThat(masks.get(t).count()).isEqualTo(count);
        }
    }

    @Test
    void thereMayBeStepsAtWhichNoneIsLive() {
        List<Mask> masks = Mask.ofLengths(3, 1, 1);
        assertThat(masks.get(2).count()).isZero();
        assertThat(masks.get(2).get(0)).isFalse();
    }

    @Test
    void itsTextIsTheNumberOfLiveExamples() {
        assertThat(Mask.ofLengths(2, 1, 2, 2).get(1)).hasToString("Mask 2 of 3");
    }

    @Nested
    class Validation {

        @Test
        void ofTheNumberOfExamples() {
            Refused.with("Mask.all: m must be at least 1 but was 0", () -> Mask.all(0));
        }

        @Test
        void ofTheExampleAskedFor() {
            Mask two = Mask.all(2);
            Refused.with("Mask.get: example must be from 0 to 1 but was 2", () -> two.get(2));
            Refused.with("Mask.get: example must be from 0 to 1 but was -1", () -> two.get(-1));
        }

        @Test
        void ofLengths() {
            Refused.with("Mask.ofLengths: lengths must be present but was null", () -> Mask.ofLengths(3, (int[]) null));
            Refused.with("Mask.ofLengths: lengths must be at least one length but was empty", () -> Mask.ofLengths(3));
            Refused.with("Mask.ofLengths: lengths[1] must be from 1 to T = 3 but was 0", () -> Mask.ofLengths(3, 2, 0));
            Refused.with(
                    "Mask.ofLengths: lengths[2] must be from 1 to T = 3 but was 4", () -> Mask.ofLengths(3, 2, 1, 4));
        }
    }
}
