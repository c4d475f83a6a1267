"""Offers: what one seller asks for one variant; the thing that is priced, stocked and bought."""
