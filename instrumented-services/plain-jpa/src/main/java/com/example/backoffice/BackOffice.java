package com.example.backoffice;

import java.math.BigDecimal;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
@Transactional
class BackOffice {

  private final CustomerRepository customers;
  private final AccountRepository accounts;
  private final InvoiceRepository invoices;
  private final ProductRepository products;

  BackOffice(
      CustomerRepository customers,
      AccountRepository accounts,
      InvoiceRepository invoices,
      ProductRepository products) {
    this.customers = customers;
    this.accounts = accounts;
    this.invoices = invoices;
    this.products = products;
  }

  long newCustomer(CustomerForm form) {
    Customer customer = new Customer();
    form.applyTo(customer);
    return customers.save(customer).getId();
  }

  void editCustomer(long id, CustomerForm form) {
    form.applyTo(customers.findById(id).orElseThrow(NotFoundException::new));
  }

  long newAccount(long customerId) {
    Account account = new Account();
    account.setCustomer(customers.findById(customerId).orElseThrow(NotFoundException::new));
    return accounts.save(account).getId();
  }

  void pay(long accountId, BigDecimal amount) {
    Account account = accounts.findById(accountId).orElseThrow(NotFoundException::new);
    account.setBalance(account.getBalance().add(amount));
  }

  long newInvoice(long accountId, BigDecimal amount) {
    Invoice invoice = new Invoice();
    invoice.setAccount(accounts.findById(accountId).orElseThrow(NotFoundException::new));
    invoice.setAmount(amount);
    return invoices.save(invoice).getId();
  }

  void remark(long invoiceId, String remark) {
    invoices.findById(invoiceId).orElseThrow(NotFoundException::new).setRemark(remark);
  }

  void newProduct(String sku, String title, BigDecimal price) {
    Product product = new Product();
    product.setSku(sku);
    product.setTitle(title);
    product.setPrice(price);
    products.save(product);
  }

  void restock(String sku, int pieces) {
    Product product = products.findById(sku).orElseThrow(NotFoundException::new);
    product.setStock(product.getStock() + pieces);
  }
}
