package io.racetrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ERROR: duplicate key value violates unique constraint \"users_email_key\" Detail: Key (email)=(a@b.c) already exists."
            + " | duplicate key value violates unique constraint \"users_email_key\" ... Key (email)=(?)",
        "Duplicate entry 'a@b.c' for key 'users.email' | Duplicate entry ... for key 'users.email'",
        "ERROR: null value in column \"name\" of relation \"users\" violates not-null constraint Detail: Failing row contains (7, null, a@b.c)."
            + " | null value in column \"name\" of relation \"users\" violates not-null constraint",
        "could not execute statement [ERROR: deadlock detected] [update users set name='Jane' where id=?]"
            + " | could not execute statement ... deadlock detected",
        "Violation of UNIQUE KEY constraint 'UQ_mail'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (a@b.c)."
            + " | Violation of UNIQUE KEY constraint 'UQ_mail' ... Cannot insert duplicate key in object 'dbo.users' ... duplicate key",
        "ORA-00001: unique constraint (SHOP.UQ_MAIL) violated | ORA-00001 ... unique constraint",
        "ERROR: customer Jane may not do that | ?",
        "ERROR: invalid input syntax for type integer: \"Jane\" | invalid input syntax for type integer",
      })
  void what_tells_the_kind_of_error_stays(String message, String masked) {
    assertThat(ErrorText.mask(message)).isEqualTo(masked);
  }

  @Test
  void of_a_stack_trace_the_types_and_frames_stay() {
    String trace =
        """
        org.springframework.dao.DataIntegrityViolationException: could not execute statement [ERROR: \
        duplicate key value violates unique constraint "users_email_key"
          Detail: Key (email)=(a@b.c) already exists.]; nested
        \tat com.shop.Users$$SpringCGLIB$$0.save(<generated>)
        \tat com.shop.Users.lambda$save$0(Users.java:17)
        \tat home.alone(Jane Doe)
        Caused by: org.postgresql.util.PSQLException: ERROR: Jane is not welcome
        \t... 12 more
        """;

    assertThat(ErrorText.isTraceOfDatabase(trace)).isTrue();
    assertThat(ErrorText.maskTrace(trace))
        .isEqualTo(
            """
            org.springframework.dao.DataIntegrityViolationException: could not execute statement ... \
            duplicate key value violates unique constraint "users_email_key" ... Key (email)=(?)
            \tat com.shop.Users$$SpringCGLIB$$0.save(<generated>)
            \tat com.shop.Users.lambda$save$0(Users.java:17)
            ?
            Caused by: org.postgresql.util.PSQLException: ?
            \t... 12 more
            """);
  }

  @Test
  void an_error_that_has_nothing_to_do_with_a_database_is_left_alone() {
    String trace =
        """
        java.lang.IllegalStateException: the basket is empty
        \tat org.hibernate.Session.find(Session.java:1)
        """;

    assertThat(ErrorText.isTraceOfDatabase(trace)).isFalse();
    assertThat(ErrorText.isOfDatabase("java.lang.IllegalStateException")).isFalse();
  }
}
