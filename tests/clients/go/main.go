// Reads the sheet "data" of workbooks with excelize: reader FILE... Prints a JSON list: of each file its rows, of each row
// its cells as they are stored.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/xuri/excelize/v2"
)

func rows(file string) ([][]string, error) {
	book, err := excelize.OpenFile(file)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	return book.GetRows("data", excelize.Options{RawCellValue: true})
}

func main() {
	books := [][][]string{}
	for _, file := range os.Args[1:] {
		read, err := rows(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, file, err)
			os.Exit(1)
		}
		books = append(books, read)
	}
	json.NewEncoder(os.Stdout).Encode(books)
}
