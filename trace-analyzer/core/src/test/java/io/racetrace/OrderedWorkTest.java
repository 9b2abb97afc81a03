package io.racetrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedWorkTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void hands_over_in_the_order_in_which_work_was_given(int threads) {
    List<Integer> taken = new ArrayList<>();
    List<Integer> given = new ArrayList<>();
    try (OrderedWork<Integer> work = new OrderedWork<>(threads, taken::add)) {
      for (int i = 0; i < 1000; i++) {
        int number = i;
        given.add(number);
        work.add(() -> number);
      }
      work.end();
    }
    assertThat(taken).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7})
  void a_piece_that_takes_long_holds_back_what_came_after_it(int threads) {
    List<String> taken = new ArrayList<>();
    CountDownLatch later = new CountDownLatch(1);
    try (OrderedWork<String> work = new OrderedWork<>(threads, taken::add)) {
      work.add(
          () -> {
            await(later);
            return "long";
          });
      work.add(
          () -> {
            later.countDown();
            return "short";
          });
      work.end();
    }
    assertThat(taken).containsExactly("long", "short");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void an_exception_comes_out_on_the_thread_that_gives_the_work(int threads) {
    try (OrderedWork<String> work = new OrderedWork<>(threads, text -> {})) {
      assertThatThrownBy(
              () -> {
                work.add(
                    () -> {
                      throw new IllegalArgumentException("broken");
                    });
                work.end();
              })
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
