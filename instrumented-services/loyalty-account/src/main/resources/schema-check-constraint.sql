alter table loyalty_account drop constraint if exists loyalty_account_balance_check;
alter table loyalty_account add constraint loyalty_account_balance_check check (balance >= 0);
