package io.github.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The continuous build runs this on two JDKs and once without any compiler. */
class SameBitsTest {

    @Test
    void theSequencesHaveTheExpectedBits() {
        assertThat(SameBits.digest()).isEqualTo(SameBits.EXPECTED);
    }

    @Test
    void theLoopOverCellsHasTheSameBits() {
        assertThat(SameBits.digest(new SameBitsPasses.Cells(false))).isEqualTo(SameBits.EXPECTED);
    }

    @Test
    void anotherOrderOfSummationWouldBeSeen() {
        SameBitsPasses other = new SameBitsPasses.Cells(true);
        SameBitsPasses sequences = new SameBitsPasses.Sequences();
        int[] size = SameBits.SIZES[1];
        assertThat(other.rnn(size)).isNotEqualTo(sequences.rnn(size)).hasSameSizeAs(sequences.rnn(size));
        assertThat(other.lstm(size)).isNotEqualTo(sequences.lstm(size)).hasSameSizeAs(sequences.lstm(size));
        assertThat(SameBits.digest(other)).isNotEqualTo(SameBits.EXPECTED);
    }
}
