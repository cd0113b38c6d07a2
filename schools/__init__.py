"""What one school holds. Every app here lives in the school's own schema, and no other app does."""
