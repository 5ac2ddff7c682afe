using Joulemark.Cli;

return await CommandLine.RunAsync(args);
