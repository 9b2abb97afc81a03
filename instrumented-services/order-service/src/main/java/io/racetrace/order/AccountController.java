package io.racetrace.order;

import io.racetrace.loyaltyaccount.OwnedAccounts;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The accounts' door for other services. */
@RestController
class AccountController {
  private final OwnedAccounts accounts;

  AccountController(OwnedAccounts accounts) {
    this.accounts = accounts;
  }

  @GetMapping("/accounts/{accountId}")
  OwnedAccounts.Account read(@PathVariable String accountId) {
    return accounts.read(accountId);
  }

  /** 204, or 412 where the account has another version than the one that was built on. */
  @PutMapping("/accounts/{accountId}")
  ResponseEntity<Void> write(
      @PathVariable String accountId, @RequestBody OwnedAccounts.Account computed) {
    return ResponseEntity.status(
            accounts.write(accountId, computed)
                ? HttpStatus.NO_CONTENT
                : HttpStatus.PRECONDITION_FAILED)
        .build();
  }
}
