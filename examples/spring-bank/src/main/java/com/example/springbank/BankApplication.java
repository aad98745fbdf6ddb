package com.example.springbank;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A bank with a broker in its process, or on the cluster of {@code spring.kafka.bootstrap-servers}. */
@SpringBootApplication
public class BankApplication {

    /** Runs the bank. */
    public static void main(String... args) {
        SpringApplication.run(BankApplication.class, args);
    }

    @Bean
    static Account account() {
        return new Account();
    }

    @Bean
    static AccountsByOwner accountsByOwner() {
        return new AccountsByOwner();
    }
}
