create unique index if not exists member_email_key on member (email);
