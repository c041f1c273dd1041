"""API keys: issued and revoked by the operator, checked at each request that brings one."""
