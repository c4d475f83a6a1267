"""Documents of customers."""

from tests.identity.documents import ERRORS

ADDRESS = (
    "address { id version name phone country region district city line1 line2 postalCode"
    " defaultShipping defaultBilling }"
)
CREATE = f"""mutation ($input: AccountAddressCreateInput!) {{
  accountAddressCreate(input: $input) {{ {ADDRESS} {ERRORS} }} }}"""
UPDATE = f"""mutation ($input: AccountAddressUpdateInput!) {{
  accountAddressUpdate(input: $input) {{ {ADDRESS} {ERRORS} }} }}"""
DELETE = f"""mutation ($input: AccountAddressDeleteInput!) {{
  accountAddressDelete(input: $input) {{ deleted {ERRORS} }} }}"""
CHOOSE = f"""mutation ($input: AccountAddressSetDefaultInput!) {{
  accountAddressSetDefault(input: $input) {{ {ADDRESS} {ERRORS} }} }}"""
BOOK = "{ me { addresses { id name city defaultShipping defaultBilling version } } }"
RULES = """query ($country: CountryCode!) { addressRules(country: $country) {
  country fields { name required } postalCodePattern postalCodeExample
  regions { code name } citiesWithoutRegion } }"""
CONSENT = f"""mutation ($input: ConsentSetInput!) {{
  consentSet(input: $input) {{ consent {{ kind version given at }} {ERRORS} }} }}"""
CONSENTS = "{ me { consents { kind version given at } } }"
