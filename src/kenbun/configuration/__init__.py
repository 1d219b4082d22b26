"""What people have configured as one file: written out, compared, brought back."""
