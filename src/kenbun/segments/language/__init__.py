"""What conditions of segments can speak of in a workspace: checked when saved, read again, and said in words."""
