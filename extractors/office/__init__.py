"""Office files as pages: workbooks (.xlsx) and letters (.docx). Zip archives of XML, opened within bounds."""
