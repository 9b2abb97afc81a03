package com.example.backoffice;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Size;

/** What is null stays as it is. */
record CustomerForm(
    @Size(min = 1, max = 200) String name,
    @Email String email,
    @Size(max = 50) String phone,
    String city,
    String note) {

  void applyTo(Customer customer) {
    if (name != null) {
      customer.setName(name);
    }
    if (email != null) {
      customer.setEmail(email);
    }
    if (phone != null) {
      customer.setPhone(phone);
    }
    if (city != null) {
      customer.setCity(city);
    }
    if (note != null) {
      customer.setNote(note);
    }
  }
}
