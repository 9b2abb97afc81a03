package io.racetrace.signup;

import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The new members' door. */
@RestController
class SignUpController {
  private final Members members;

  SignUpController(Members members) {
    this.members = members;
  }

  /** Makes a member before it answers; 409 where the address has one. */
  @PostMapping("/sign-ups")
  @ResponseStatus(HttpStatus.CREATED)
  Member signUp(@RequestBody SignUp signUp) {
    return new Member(members.signUp(signUp.email()), signUp.email());
  }

  /** Who wants to be a member. */
  record SignUp(String email) {}

  /** Who is one now. */
  record Member(UUID id, String email) {}
}
