"""How the programme texts of the demo season are written: plain sources in, DOCX files out."""
