"""The list, one consideration with each parent, one notice, the ledger on a case's page, and a legal step."""
