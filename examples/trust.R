# How trust differs between women and men, by area and year: the difference and its interval from the standard errors.
service <- Sys.getenv("TILLIT", "http://localhost:8080")

# Codes are text: without colClasses R would make numbers and logical values of some.
figures <- read.csv(paste0(service, "/tillit/v1/observations?indicator=ins-01&sex=F,M&fields=area,period,sex,value,se",
                           "&format=csv"),
                    colClasses = c(area = "character", period = "character", sex = "character"), na.strings = "")

wide <- merge(figures[figures$sex == "F", ], figures[figures$sex == "M", ], by = c("area", "period"),
              suffixes = c("_women", "_men"))
wide$difference <- wide$value_women - wide$value_men
wide$half <- qnorm(0.975) * sqrt(wide$se_women^2 + wide$se_men^2)
for (i in seq_len(nrow(wide)))
    cat(sprintf("%s  %s  %+.1f  (%+.1f, %+.1f)\n", wide$area[i], wide$period[i], wide$difference[i],
                wide$difference[i] - wide$half[i], wide$difference[i] + wide$half[i]))
