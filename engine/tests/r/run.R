# Rscript --vanilla run.R helpers.R calls.csv answers.csv: every call of the table in one session.
files <- commandArgs(TRUE)
source(files[1])
calls <- read.csv(files[2], colClasses = "character", na.strings = character())
answer <- function(call, packages) {
  for (name in strsplit(packages, " ")[[1]])
    if (!requireNamespace(name, quietly = TRUE)) return(c("not run", name))
  tryCatch(
    c("run", paste(sprintf("%.17g", as.numeric(unlist(eval(parse(text = call))))), collapse = " ")),
    error = function(e) c("failed", conditionMessage(e)))
}
answers <- t(mapply(answer, calls$call, calls$packages))
write.csv(data.frame(status = answers[, 1], answer = answers[, 2]), files[3], row.names = FALSE)
