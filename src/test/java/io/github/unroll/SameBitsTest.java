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
        assertThat(SameBits.digest(new SameBitsPasses.Cells())).isEqualTo(SameBits.EXPECTED);
    }

    @Test
    void anotherOrderOfSummationWouldBeSeen() {
        SameBitsPasses other = new SameBitsPasses() {
            @Override
            public java.util.List<Matrix> rnn(int[] size) {
                return new SameBitsPasses.Sequences()
                        .rnn(size).stream()
                                .map(matrix -> matrix.map(v -> v + 0x1p-60 * v))
                                .toList();
            }

            @Override
            public java.util.List<Matrix> lstm(int[] size) {
                return new SameBitsPasses.Sequences()
                        .lstm(size).stream()
                                .map(matrix -> matrix.map(Math::nextUp))
                                .toList();
            }
        };
        assertThat(SameBits.digest(other)).isNotEqualTo(SameBits.EXPECTED);
    }
}
