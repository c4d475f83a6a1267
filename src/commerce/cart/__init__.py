"""Cart: what a buyer intends to buy, with address, delivery and payment chosen."""
