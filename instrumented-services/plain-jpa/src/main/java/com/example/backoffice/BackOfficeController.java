package com.example.backoffice;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BackOfficeController {

  private final BackOffice backOffice;

  BackOfficeController(BackOffice backOffice) {
    this.backOffice = backOffice;
  }

  record Created(long id) {}

  record Amount(@NotNull BigDecimal amount) {}

  record Remark(@NotBlank String remark) {}

  record NewProduct(@NotBlank String sku, @NotBlank String title, @NotNull BigDecimal price) {}

  record Delivery(int pieces) {}

  @PostMapping("/customers")
  @ResponseStatus(HttpStatus.CREATED)
  Created newCustomer(@Valid @RequestBody CustomerForm form) {
    return new Created(backOffice.newCustomer(form));
  }

  @PutMapping("/customers/{id}")
  void editCustomer(@PathVariable long id, @Valid @RequestBody CustomerForm form) {
    backOffice.editCustomer(id, form);
  }

  @PostMapping("/customers/{id}/accounts")
  @ResponseStatus(HttpStatus.CREATED)
  Created newAccount(@PathVariable long id) {
    return new Created(backOffice.newAccount(id));
  }

  @PostMapping("/accounts/{id}/payments")
  void pay(@PathVariable long id, @Valid @RequestBody Amount payment) {
    backOffice.pay(id, payment.amount());
  }

  @PostMapping("/accounts/{id}/invoices")
  @ResponseStatus(HttpStatus.CREATED)
  Created newInvoice(@PathVariable long id, @Valid @RequestBody Amount invoice) {
    return new Created(backOffice.newInvoice(id, invoice.amount()));
  }

  @PutMapping("/invoices/{id}")
  void remark(@PathVariable long id, @Valid @RequestBody Remark remark) {
    backOffice.remark(id, remark.remark());
  }

  @PostMapping("/products")
  @ResponseStatus(HttpStatus.CREATED)
  void newProduct(@Valid @RequestBody NewProduct product) {
    backOffice.newProduct(product.sku(), product.title(), product.price());
  }

  @PostMapping("/products/{sku}/deliveries")
  void restock(@PathVariable String sku, @Valid @RequestBody Delivery delivery) {
    backOffice.restock(sku, delivery.pieces());
  }
}
